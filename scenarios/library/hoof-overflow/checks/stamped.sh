# On pipeline: what stands in main runs; its bookings are taken down whatever their number is, and marks, if there are any,
# are what they were for small numbers and never the same twice.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work"
cd "$work" && timeout 12 python3 - <<'CHECK'
import base64, random, struct, sys
from datetime import date, timedelta
from pathlib import Path

LAST = 2**31 - 1
start = random.randrange(1000, 400_000)
NUMBERS = [start, random.randrange(400_000, LAST), LAST - 1, LAST, LAST + 1, LAST + 2, 2**31 + start, 2**32 - 1, 2**32, 2**32 + start,
           random.randrange(2**33, 2**40), 2**41 + start]  # fmt: skip


class Stable:
    def unicorn(self, unicorn_id):
        return {"id": unicorn_id, "name": "Waffles", "breed": "tuxedo", "stable": "Lakeside", "horn_cm": 40, "temperament": "hums",
                "day_cents": 5000, "demand": 0}  # fmt: skip

    def book(self, *asked, **more):
        return self.next


try:
    from storefront import bookings
    from storefront.journal import Journal

    stable, journal = Stable(), Journal(Path("events.jsonl"))
    for number in NUMBERS:
        stable.next = number
        asked = bookings.Wish(7, "Inspector Quill", date.today() + timedelta(days=90), 2)
        try:
            got, _ = bookings.book(stable, journal, Path("contracts"), asked)
        except Exception as error:
            sys.exit(print(f"Booking {number} is in the ledger, and then the shop denies it: {type(error).__name__}: {error}") or 1)
        if got != number:
            sys.exit(print(f"Whoever is given booking {number} is told that it is {got}.") or 1)
    lines = list(journal.events())
    if [line.get("booking") for line in lines] != NUMBERS:
        sys.exit(print("The journal does not have the numbers that the ledger has given.") or 1)
    marks = {line["booking"]: line["mark"] for line in lines if "mark" in line}
    for number, mark in marks.items():
        if number <= LAST and mark != base64.b32encode(struct.pack(">i", number)).decode().rstrip("="):
            sys.exit(print(f"The horseshoe of booking {number} is nailed on already, and its mark is another now.") or 1)
    if marks and (len(marks) < len(NUMBERS) or len(set(marks.values())) < len(marks)):
        sys.exit(print("Two bookings would bear the same mark, or one none.") or 1)
except Exception as error:
    sys.exit(print(f"The shop's bookings cannot be tried: {type(error).__name__}: {error}") or 1)
CHECK
