"""Questions to the database about unicorns and bookings. Nothing else in the shop writes SQL."""

from datetime import date, timedelta
from typing import Any

from .database import Pool

BREEDS = ("aurora", "ember", "glacier", "meadow", "midnight", "tuxedo")
PAGE = 12
LONGEST_RENTAL = 14
Row = dict[str, Any]
# What a unicorn costs follows the demand for its string, the twelve that stand together: their bookings that began in
# the last 30 days, on average. One look into the index a string mate.
DEMAND = """(SELECT sum((SELECT count(*) FROM bookings b WHERE b.unicorn_id = mate.id
                         AND b.starts_on > current_date - 30 AND b.starts_on <= current_date)) / count(*)
             FROM unicorns mate WHERE (mate.id - 1) / 12 = (u.id - 1) / 12 AND mate.id BETWEEN u.id - 11 AND u.id + 11)::int"""


class Stable:
    """Every method may raise database.Unavailable."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def page(self, breed: str, number: int) -> Row:
        """One catalogue page: {unicorns: [...], pages}. Each unicorn with its `demand`, see pricing."""
        with self.pool.cursor() as cursor:
            cursor.execute("SELECT count(*) AS n FROM unicorns WHERE %(breed)s IN ('', breed)", {"breed": breed})
            pages = max(1, -(-cursor.fetchone()["n"] // PAGE))
            cursor.execute(
                f"""SELECT u.*, {DEMAND} AS demand FROM (
                        SELECT * FROM unicorns WHERE %(breed)s IN ('', breed) ORDER BY id LIMIT %(size)s OFFSET %(skip)s) AS u
                    ORDER BY u.id""",
                {"breed": breed, "size": PAGE, "skip": (number - 1) * PAGE},
            )
            return {"unicorns": [dict(row) for row in cursor.fetchall()], "pages": pages}

    def unicorn(self, unicorn_id: int) -> Row | None:
        """One unicorn with its `demand`."""
        with self.pool.cursor() as cursor:
            cursor.execute(f"SELECT u.*, {DEMAND} AS demand FROM unicorns u WHERE u.id = %s", [unicorn_id])
            row = cursor.fetchone()
            return dict(row) if row else None

    def leaders(self) -> list[Row]:
        """The five most wanted unicorns of the last 90 days. Looks at every booking: keep the answer."""
        with self.pool.cursor() as cursor:
            cursor.execute(
                """SELECT u.id, u.name, u.breed, count(*) AS rentals, sum(b.days)::int AS days
                   FROM bookings b JOIN unicorns u ON u.id = b.unicorn_id
                   WHERE b.created_at > now() - interval '90 days' GROUP BY u.id ORDER BY days DESC, u.id LIMIT 5"""
            )
            return [dict(row) for row in cursor.fetchall()]

    def taken(self, unicorn_id: int, first: date, days: int) -> list[Row]:
        """Bookings of a unicorn that touch the period, earliest first."""
        with self.pool.cursor() as cursor:
            return _touching(cursor, unicorn_id, first, days)

    def book(self, unicorn_id: int, customer: str, starts_on: date, days: int, price: int) -> int | None:
        """The number of the new booking, or None when somebody has the unicorn in that time."""
        with self.pool.cursor() as cursor:
            cursor.execute("SELECT 1 FROM unicorns WHERE id = %s FOR NO KEY UPDATE", [unicorn_id])
            if _touching(cursor, unicorn_id, starts_on, days):
                return None
            cursor.execute(
                "INSERT INTO bookings (unicorn_id, customer, starts_on, days, price_cents) VALUES (%s, %s, %s, %s, %s) RETURNING id",
                [unicorn_id, customer, starts_on, days, price],
            )
            return cursor.fetchone()["id"]

    def bookings_of(self, customer: str, most: int = 50) -> list[Row]:
        """A customer's bookings, the latest made first."""
        with self.pool.cursor() as cursor:
            cursor.execute(
                """SELECT b.id, b.unicorn_id, u.name, u.breed, b.starts_on, b.days, b.price_cents
                   FROM bookings b JOIN unicorns u ON u.id = b.unicorn_id WHERE b.customer = %s ORDER BY b.id DESC LIMIT %s""",
                [customer, most],
            )
            return [dict(row) for row in cursor.fetchall()]

    def bring_back(self, booking: Row) -> bool:
        """Insert a booking of the journal that is not there any more; under its old number if that is free. False: it is there."""
        with self.pool.cursor() as cursor:
            cursor.execute("SELECT 1 FROM bookings WHERE unicorn_id = %(unicorn)s AND starts_on = %(starts_on)s", booking)
            if cursor.fetchone():
                return False
            cursor.execute("SELECT 1 FROM bookings WHERE id = %(booking)s", booking)
            number = "nextval('bookings_id_seq')" if cursor.fetchone() else "%(booking)s"
            cursor.execute(
                f"""INSERT INTO bookings (id, unicorn_id, customer, starts_on, days, price_cents, created_at)
                    VALUES ({number}, %(unicorn)s, %(customer)s, %(starts_on)s, %(days)s, %(price_cents)s, %(at)s)""",
                booking,
            )
            cursor.execute("SELECT setval('bookings_id_seq', (SELECT max(id) FROM bookings))")
            return True

    def ping(self) -> None:
        with self.pool.cursor() as cursor:
            cursor.execute("SELECT 1 FROM bookings LIMIT 1")


def _touching(cursor: Any, unicorn_id: int, first: date, days: int) -> list[Row]:
    # No rental is longer than 14 days, so an earlier start cannot reach into the period; this lets the index do the work.
    cursor.execute(
        """SELECT id, starts_on, days FROM bookings
           WHERE unicorn_id = %s AND starts_on > %s AND starts_on < %s AND starts_on + days > %s ORDER BY starts_on""",
        [unicorn_id, first - timedelta(days=LONGEST_RENTAL), first + timedelta(days=days), first],
    )
    return [dict(row) for row in cursor.fetchall()]
