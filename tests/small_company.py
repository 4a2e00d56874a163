"""Unicorn Rentals with three roles of seven: its shop serves customers, and a sandbox is built in a fraction of the time."""

import pytest

from scenarios import company
from scenarios.company import Company

ROLES = ("db", "storefront", "edge")


def small_company() -> Company:
    whole = company.load_company("unicorn_rentals")
    roles = {name: whole.roles[name] for name in ROLES}
    roles["storefront"] = roles["storefront"].model_copy(update={"talks_to": ["db"]})
    return whole.model_copy(update={"roles": roles, "releases": None})


def use_small_company(patch: pytest.MonkeyPatch) -> Company:
    """Make it the company of every game day of this process. Returns it."""
    small = small_company()
    patch.setattr(company, "load_company", lambda company_id: small)
    return small
