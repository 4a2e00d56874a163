"""The one way to book: check, sign the contract, write the database, write the journal, take the money."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from . import spool
from .journal import Journal
from .pricing import price_cents
from .shop import Shop
from .stable import LONGEST_RENTAL, Stable


class Refused(Exception):
    """We cannot take this booking; carries the HTTP status and a sentence for the customer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Wish:
    """A booking that a customer asks for, checked."""

    unicorn: int
    customer: str
    starts_on: date
    days: int


def wish(form: Any, today: date) -> Wish:
    """Read untrusted values. Raises Refused(422) with a sentence that names the field."""
    if not isinstance(form, dict):
        raise Refused(422, "Send an object with unicorn, customer, starts_on and days.")
    customer = str(form.get("customer") or "").strip()
    if not 1 <= len(customer) <= 80 or not customer.isprintable():
        raise Refused(422, "customer: tell us your name, in at most 80 characters.")
    starts_on = _date(form.get("starts_on"))
    if not today <= starts_on <= today + timedelta(days=1000):
        raise Refused(422, f"starts_on: a day from today ({today}) and within 1,000 days, please.")
    return Wish(whole("unicorn", form.get("unicorn"), 1, 10**9), customer, starts_on, whole("days", form.get("days"), 1, LONGEST_RENTAL))


def rent(shop: Shop, asked: Wish) -> tuple[int, int]:
    """Book, then take the money. Returns and raises what `book` does: an ill till is no reason to send a customer away."""
    number, price = book(shop.stable, shop.journal, shop.settings.shop.spool, asked)
    shop.till.charge(f"{asked.unicorn}-{asked.starts_on}-{number}", asked.customer, price)
    return number, price


def book(stable: Stable, journal: Journal, contracts: Path, asked: Wish) -> tuple[int, int]:
    """Returns the booking's number and its price in cents. Raises Refused, spool.Full, database.Unavailable."""
    unicorn = stable.unicorn(asked.unicorn)
    if unicorn is None:
        raise Refused(422, f"unicorn: we have none with the number {asked.unicorn}.")
    price = price_cents(unicorn["day_cents"], asked.days, unicorn["demand"])
    spool.keep(contracts, f"contract-{asked.unicorn}-{asked.starts_on}.txt", _contract(unicorn["name"], asked, price).encode())
    number = stable.book(asked.unicorn, asked.customer, asked.starts_on, asked.days, price)
    if number is None:
        raise Refused(409, f"{unicorn['name']} is already promised to somebody else in that time.")
    journal.append(
        {"event": "booked", "booking": number, "unicorn": asked.unicorn, "customer": asked.customer, "starts_on": asked.starts_on.isoformat(),
         "days": asked.days, "price_cents": price}
    )  # fmt: skip
    return number, price


def whole(field: str, value: Any, lowest: int, highest: int) -> int:
    """A whole number in the range. Raises Refused(422)."""
    try:
        number = int(str(value))
    except ValueError:
        number = None
    if number is None or not lowest <= number <= highest:
        raise Refused(422, f"{field}: a whole number from {lowest} to {highest}, please.")
    return number


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise Refused(422, "starts_on: a date like 2031-05-17, please.") from None


def _contract(name: str, asked: Wish, price: int) -> str:
    return (
        f"RENTAL CONTRACT\n\n{asked.customer} rents {name} from {asked.starts_on} for {asked.days} day(s)\nat {price / 100:.2f} in total.\n\n"
        "The customer returns the unicorn washed, brushed and in good spirits.\nThe horn is not a toy.\n\nSigned: Sir Reginald Hoofington III\n"
    )
