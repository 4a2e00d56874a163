"""A customer asks for the price of a unicorn."""

import random
from time import perf_counter
from typing import ClassVar

from pydantic import BaseModel

from scenarios.probes.base import ProbePlace, Reading
from scenarios.probes.shop import UNICORNS, Answer, Asked, ask, verdict


class Price:
    kind: ClassVar[str] = "price"
    Arguments: ClassVar[type[BaseModel]] = Asked

    async def read(self, place: ProbePlace, arguments: Asked) -> Reading:
        unicorn, days, began = random.randint(1, UNICORNS), random.randint(1, 14), perf_counter()
        answer = await ask(place, f"/api/price?unicorn={unicorn}&days={days}")
        return verdict(began, arguments.ms, _why(answer, unicorn, days))


def _why(answer: Answer, unicorn: int, days: int) -> str:
    if answer.status != 200:
        return f"The price of a unicorn: the shop answered {answer.status}."
    quoted = answer.json()
    if not isinstance(quoted, dict) or (quoted.get("unicorn"), quoted.get("days")) != (unicorn, days):
        return "The shop quoted another unicorn than the one that was asked for."
    cents = quoted.get("price_cents")
    return "" if isinstance(cents, int) and cents > 0 else f"The shop quoted a price of {cents}."
