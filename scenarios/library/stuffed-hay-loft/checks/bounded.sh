# On pipeline: what stands in main runs, and a hundred bookings made by that code leave contracts and little else.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
mkdir "$work/release" "$work/spool" && git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work/release"
touch "$work/began"
cd "$work/release" && timeout 15 python3 - "$work" <<'CHECK' || exit 1
import datetime, sys
from pathlib import Path

work = Path(sys.argv[1])


class Stable:
    def __init__(self):
        self.number = 0

    def unicorn(self, number):
        return {"id": number, "name": f"Inspector {number}", "breed": "ember", "day_cents": 5000, "demand": 3}

    def book(self, *words):
        self.number += 1
        return self.number


try:
    from storefront import bookings, journal, spool

    stable, events = Stable(), journal.Journal(work / "events.jsonl")
    for number in range(1, 101):
        day = datetime.date.today() + datetime.timedelta(days=100 + number)
        bookings.book(stable, events, work / "spool", bookings.Wish(number, "Straw Inspector", day, 2))
        upload = spool.keep(work / "spool", f"upload-{number}", b"x" * 3000)
        upload.unlink(missing_ok=True)
except Exception as error:
    sys.exit(print(f"A hundred bookings in a row do not work: {type(error).__name__}: {error}") or 1)
contracts = [file for file in (work / "spool").rglob("*") if file.is_file() and "RENTAL CONTRACT" in file.read_text(errors="replace")[:400]]
if len(contracts) < 100:
    sys.exit(print(f"A hundred bookings left {len(contracts)} contracts: each customer must get one.") or 1)
if len((work / "events.jsonl").read_text().splitlines()) < 100:
    sys.exit(print("A hundred bookings did not leave a hundred lines in the journal.") or 1)
written = sum(file.stat().st_size for file in (work / "spool").rglob("*") if file.is_file())
if written > 4_000_000:
    sys.exit(print(f"A hundred bookings leave {written // 1000} kB behind; the loft has 16,000 for all of them.") or 1)
CHECK
elsewhere=$(find / -xdev -newer "$work/began" -type f -size +1M -not -path "$work/*" -not -path '/srv/*' -not -path '/proc/*' 2>/dev/null | head -n 1)
elsewhere=$elsewhere$(find /tmp /run /var/log/unicorn /dev/shm -newer "$work/began" -type f -size +1M 2>/dev/null | head -n 1)
[ -z "$elsewhere" ] || fail "The straw is now counted elsewhere: $elsewhere has grown by it."
