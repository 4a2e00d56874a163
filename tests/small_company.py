"""Unicorn Rentals with some of its roles only: a sandbox of them is built in a fraction of the time."""

from typing import Any

import pytest

from scenarios import company
from scenarios.company import Company


def company_of(whole: Company, *names: str, **changes: Any) -> Company:
    """The company with these roles, which talk to nobody else, and without releases. `changes`: other fields."""
    roles = {name: whole.roles[name] for name in names}
    for name, role in roles.items():
        roles[name] = role.model_copy(update={"talks_to": [other for other in role.talks_to if other in names]})
    return whole.model_copy(update={"roles": roles, "releases": None} | changes)


def small_company() -> Company:
    """Three roles of seven: its shop serves customers."""
    return company_of(company.load_company("unicorn_rentals"), "db", "storefront", "edge")


def use_small_company(patch: pytest.MonkeyPatch) -> Company:
    """Make it the company of every game day of this process. Returns it."""
    small = small_company()
    patch.setattr(company, "load_company", lambda company_id: small)
    return small
