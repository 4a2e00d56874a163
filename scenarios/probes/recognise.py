"""A customer uploads a picture and must be told the unicorn's breed: the first part of the picture's file name."""

import random
from functools import cache
from time import perf_counter
from typing import ClassVar

from pydantic import BaseModel

from scenarios.company import COMPANIES
from scenarios.probes.base import ProbePlace, Reading
from scenarios.probes.shop import Answer, Asked, ask, verdict


@cache
def samples() -> tuple[tuple[str, bytes], ...]:
    """(breed, PNG) of every sample picture."""
    files = sorted((COMPANIES / "unicorn_rentals" / "samples").glob("*.png"))
    return tuple((file.stem.split("-")[0], file.read_bytes()) for file in files)


class Recognise:
    kind: ClassVar[str] = "recognise"
    Arguments: ClassVar[type[BaseModel]] = Asked

    async def read(self, place: ProbePlace, arguments: Asked) -> Reading:
        from aiohttp import FormData  # noqa: PLC0415  (0.3 s, which most commands need not spend)

        breed, picture = random.choice(samples())
        form = FormData()
        form.add_field("picture", picture, filename="unicorn.png", content_type="image/png")
        began = perf_counter()
        answer = await ask(place, "/recognise", method="POST", data=form, headers={"Accept": "application/json"})
        return verdict(began, arguments.ms, _why(answer, breed))


def _why(answer: Answer, breed: str) -> str:
    if answer.status != 200:
        return f"The expert did not answer: {answer.status}."
    guess = answer.json()
    said = guess.get("breed") if isinstance(guess, dict) else None
    return "" if said == breed else f"The expert takes a unicorn of the breed {breed} for {said or 'nothing'}."
