"""What a rental costs. Pure: the same demand gives the same price, to the cent."""

LONG_RENTAL_DAYS = 7
LONG_RENTAL_DISCOUNT = 10
SURCHARGE_A_BOOKING = 2
HIGHEST_SURCHARGE = 30


def price_cents(day_cents: int, days: int, demand: int) -> int:
    """Demand is a number of bookings, see stable.DEMAND; each costs 2 per cent, up to 30."""
    surcharge = min(SURCHARGE_A_BOOKING * demand, HIGHEST_SURCHARGE)
    discount = LONG_RENTAL_DISCOUNT if days >= LONG_RENTAL_DAYS else 0
    return day_cents * days * (100 + surcharge - discount) // 100
