"""A customer books a unicorn and checks that the booking was saved. If the unicorn is taken, another one is tried."""

import random
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any, ClassVar

from pydantic import BaseModel

from scenarios.probes.base import ProbePlace, Reading
from scenarios.probes.shop import UNICORNS, Asked, ask, verdict

FIRST_DAY, LAST_DAY = 61, 990  # days from today: after the example bookings, before the shop's limit of 1,000
TRIES = 3
NAMES = ("Countess Marmalade", "Baron Bric-a-Brac", "Aunt Petunia", "Captain Haystack", "Dame Dressage", "Old Mr Oats")


class Book:
    kind: ClassVar[str] = "book"
    Arguments: ClassVar[type[BaseModel]] = Asked

    async def read(self, place: ProbePlace, arguments: Asked) -> Reading:
        began = perf_counter()
        customer = f"{random.choice(NAMES)} {random.randrange(16**8):08x}"
        for _ in range(TRIES):
            wish = _wish(customer)
            answer = await ask(place, "/api/bookings", method="POST", json=wish)
            if answer.status != 409:
                break
        booked = answer.json()
        number = booked.get("booking") if isinstance(booked, dict) else None
        if answer.status != 201 or not isinstance(number, int):
            return verdict(began, arguments.ms, f"Nothing could be booked: the shop answered {answer.status}.")
        kept = await ask(place, "/api/bookings", params={"customer": customer})
        there = kept.status == 200 and _kept(kept.json(), number, wish)
        return verdict(
            began,
            arguments.ms,
            "" if there else "The shop said yes and then knew nothing of the booking.",
            booking=number,
        )


def _kept(answer: Any, number: int, wish: dict[str, object]) -> bool:
    """Does the shop list this booking with its unicorn and day? A page that always says yes would not."""
    rows = answer.get("bookings") if isinstance(answer, dict) else None
    wanted = (number, wish["unicorn"], wish["starts_on"])
    return any(
        (row.get("booking"), row.get("unicorn"), row.get("starts_on")) == wanted
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    )


def _wish(customer: str) -> dict[str, object]:
    day = datetime.now(UTC).date() + timedelta(days=random.randint(FIRST_DAY, LAST_DAY))
    return {
        "unicorn": random.randint(1, UNICORNS),
        "customer": customer,
        "starts_on": day.isoformat(),
        "days": random.randint(1, 3),
    }
