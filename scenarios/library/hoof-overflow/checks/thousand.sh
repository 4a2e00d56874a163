# On workbench: the release that runs books a thousand times in the real ledger, in portions that are taken back, and every
# number is a new one.
fail() { echo "$1"; exit 1; }
head=$(git ls-remote git://pipeline/storefront.git refs/heads/main | cut -f1)
[ -n "$head" ] || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git clone -q --depth 1 git://pipeline/storefront.git "$work/src" || fail "The sources cannot be read."
cd "$work/src" && timeout 50 python3 - <<'CHECK'
import contextlib, random, sys
from datetime import date, timedelta
from pathlib import Path

import psycopg2
from psycopg2.extras import RealDictCursor

PORTION, THOUSAND = 50, 1000


class Pool:
    """One transaction, which nobody ends well."""

    def __init__(self, connection):
        self.connection = connection

    @contextlib.contextmanager
    def cursor(self):
        with self.connection.cursor(cursor_factory=RealDictCursor) as cursor:
            yield cursor


def book(unicorn, whole):
    """The number that the release gives: by all that it does with a booking, or by what it asks of the ledger alone."""
    for _ in range(10):
        day, number = date.today() + timedelta(days=random.randint(61, 980)), None
        if not whole:
            number = stable.book(unicorn, "Inspector Quill", day, 1, 5000)
        else:
            with contextlib.suppress(bookings.Refused):
                number = bookings.book(stable, journal, Path("contracts"), bookings.Wish(unicorn, "Inspector Quill", day, 1))[0]
        if number is not None:
            return number
    sys.exit(print(f"The shop refuses every booking of unicorn {unicorn}.") or 1)


numbers = []
try:
    from storefront import bookings, settings
    from storefront.journal import Journal
    from storefront.stable import Stable

    config = settings.load(Path("/etc/unicorn/storefront.ini")).database
    connection = psycopg2.connect(host="db", dbname=config.name, user=config.user, connect_timeout=3, application_name="thousand",
                                  options="-c statement_timeout=8s")  # fmt: skip
    stable, journal = Stable(Pool(connection)), Journal(Path("events.jsonl"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM bookings")
        given = cursor.fetchone()[0]
    while len(numbers) < THOUSAND:
        connection.rollback()
        numbers += [book(unicorn, not numbers) for unicorn in random.sample(range(1, 1201), PORTION)]
    connection.rollback()
except Exception as error:
    sys.exit(print(f"After {len(numbers)} bookings: {type(error).__name__}: {error}".splitlines()[0]) or 1)
if len(set(numbers)) < THOUSAND:
    sys.exit(print(f"Of a thousand bookings, {THOUSAND - len(set(numbers))} got the number of another.") or 1)
if min(numbers) <= given:
    sys.exit(print(f"A booking got the number {min(numbers)}, and {given} had been given before: that one is somebody's raffle ticket.") or 1)
CHECK
