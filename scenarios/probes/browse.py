"""A customer opens a random page of the catalogue."""

import random
import re
from time import perf_counter
from typing import ClassVar

from pydantic import BaseModel

from scenarios.probes.base import ProbePlace, Reading
from scenarios.probes.shop import UNICORNS, Asked, ask, verdict

A_PAGE = 12
CARD = re.compile(r'href="/unicorns/(\d+)"')


class Browse:
    kind: ClassVar[str] = "browse"
    Arguments: ClassVar[type[BaseModel]] = Asked

    async def read(self, place: ProbePlace, arguments: Asked) -> Reading:
        page, began = random.randint(1, UNICORNS // A_PAGE), perf_counter()
        answer = await ask(place, f"/unicorns?page={page}")
        return verdict(began, arguments.ms, _why(answer.status, answer.text, page))


def _why(status: int, text: str, page: int) -> str:
    if status != 200:
        return f"The catalogue answered {status}."
    wanted = {str(number) for number in range((page - 1) * A_PAGE + 1, page * A_PAGE + 1)}
    return "" if wanted <= set(CARD.findall(text)) else f"Page {page} of the catalogue does not show its unicorns."
