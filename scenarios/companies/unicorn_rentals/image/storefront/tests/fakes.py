"""A shop without a database: the same doors, a stable in memory."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from storefront import settings
from storefront.recognition import Guess, Refused
from storefront.shop import open_shop

HERD = [
    {"id": 1, "name": "Waffles the Punctual", "breed": "tuxedo", "stable": "Basement Two", "horn_cm": 40, "temperament": "hums", "day_cents": 5000, "demand": 0},
    {"id": 2, "name": "Nebula <b>", "breed": "ember", "stable": "Lakeside", "horn_cm": 44, "temperament": "collects spoons", "day_cents": 7000, "demand": 5},
]
INI = """
[database]
host = nowhere
port = 1
name = unicorn
user = storefront
password = carrots
pool_size = 1
pool_wait_s = 0.05
max_age_s = 20
statement_timeout_ms = 1000
[cache]
host = 127.0.0.1
port = 1
timeout_s = 0.1
catalogue_s = 20
price_s = 30
[recognizer]
host = 127.0.0.1
port = 1
timeout_s = 0.1
[till]
host = 127.0.0.1
port = 1
timeout_s = 0.1
tries = 2
pause_s = 0.01
rest_s = 60
[shop]
spool = {home}/spool
journal = {home}/events.jsonl
max_picture_bytes = 2097152
"""


class FakeStable:
    def __init__(self) -> None:
        self.booked: list[dict[str, Any]] = []

    def page(self, breed: str, number: int) -> dict[str, Any]:
        return {"unicorns": [dict(u) for u in HERD if breed in ("", u["breed"])], "pages": 1}

    def unicorn(self, unicorn_id: int) -> dict[str, Any] | None:
        return next((u for u in HERD if u["id"] == unicorn_id), None)

    def leaders(self) -> list[dict[str, Any]]:
        return [{"id": 1, "name": HERD[0]["name"], "breed": "tuxedo", "rentals": 3, "days": 9}]

    def taken(self, unicorn_id: int, first: date, days: int) -> list[dict[str, Any]]:
        last = first + timedelta(days=days)
        return [b for b in self.booked if b["unicorn_id"] == unicorn_id and b["starts_on"] < last and b["starts_on"] + timedelta(days=b["days"]) > first]

    def book(self, unicorn_id: int, customer: str, starts_on: date, days: int, price: int) -> int | None:
        if self.taken(unicorn_id, starts_on, days):
            return None
        found = self.unicorn(unicorn_id)
        self.booked.append({"id": 900 + len(self.booked), "unicorn_id": unicorn_id, "customer": customer, "starts_on": starts_on, "days": days,
                            "price_cents": price, "name": found["name"], "breed": found["breed"]})  # fmt: skip
        return self.booked[-1]["id"]

    def bookings_of(self, customer: str) -> list[dict[str, Any]]:
        return [b for b in self.booked if b["customer"] == customer]


class FakeRecognizer:
    def look_at(self, picture: bytes, request_id: str) -> Guess:
        if not picture.startswith(b"\x89PNG"):
            raise Refused(415, "This is not a picture.")
        return Guess("tuxedo", 0.97)


class FakeTill:
    def __init__(self) -> None:
        self.charged: list[tuple[str, int]] = []

    def charge(self, key: str, customer: str, cents: int) -> bool:
        self.charged.append((customer, cents))
        return True


def shop(home: Path):
    """The real settings, cache and journal; the cache is down, as caches are."""
    file = home / "storefront.ini"
    file.write_text(INI.format(home=home))
    return replace(open_shop(settings.load(file)), stable=FakeStable(), recognizer=FakeRecognizer(), till=FakeTill())
