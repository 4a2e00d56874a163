"""Prices are the one thing that customers check."""

import pytest
from storefront.pricing import price_cents


@pytest.mark.parametrize(
    ("days", "demand", "expected"),
    [(1, 0, 5000), (3, 0, 15000), (1, 5, 5500), (1, 15, 6500), (1, 400, 6500), (7, 0, 31500), (6, 0, 30000), (14, 400, 84000)],
)
def test_the_price_follows_days_and_demand(days, demand, expected):
    assert price_cents(5000, days, demand) == expected


def test_a_price_is_a_whole_number_of_cents():
    assert price_cents(1999, 1, 1) == 2038
