# On pipeline: what stands in main runs; it takes names as it always did, and no name, however odd, keeps it thinking.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
runs=$(curl -s -m 5 storefront:8000/alive) || fail "The shop does not answer at all; what runs cannot be said."
[ "$runs" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work"
cd "$work" && timeout 12 python3 - <<'CHECK' && exit 0
import random, sys, time
from datetime import date, timedelta

pick = random.choice


def letters(least, most):
    return "".join(pick("abcdefghijklmnopqrstuvwxyzäéßøžłдшλ") for _ in range(random.randint(least, most))).capitalize()


def polite():
    first, last = letters(2, 12), letters(2, 14)
    return pick([f"{first} {last}", f"Dr. {first} {last}", f"{first} O'{last}-{letters(3, 9)}", f"{first} {last}, Esq.", f"{first} {last} {random.randint(2, 9)}."])


def poison():
    part = pick([letters(1, 1), letters(2, 3), " ", letters(1, 2) + " ", "-", ". ", str(random.randint(0, 99)), letters(1, 1) + "'", "_"])
    long = part * (random.randint(40, 70) // len(part))
    return (letters(1, 5) + long + pick(["!", "?", "#", "@", "%", "~", "…", "☃", "/", ")", ";", " !"]))[:80]


def ask(name):
    return bookings.wish({"unicorn": 7, "customer": name, "starts_on": str(today + timedelta(days=90)), "days": 2}, today)


try:
    from storefront import bookings

    today = date.today()
    for name in [polite() for _ in range(200)] + [letters(80, 80)]:
        try:
            if ask(name).customer != name:
                sys.exit(print(f"The shop does not write {name} as the customer does.") or 1)
        except bookings.Refused:
            sys.exit(print(f"A customer with a quite ordinary name is refused: {name}") or 1)
    for name in ("", "   ", letters(81, 200), f"{letters(2, 9)}\n{letters(2, 9)}", f"{letters(3, 9)}\x07{letters(1, 2)}"):
        try:
            ask(name)
            sys.exit(print(f"A name that is none is taken: {name[:30]!r}") or 1)
        except bookings.Refused:
            pass
    for name in [poison() for _ in range(300)]:
        began = time.process_time()
        try:
            ask(name)
        except bookings.Refused:
            pass
        if (spent := time.process_time() - began) > 0.2:
            sys.exit(print(f"The shop thinks {spent * 1000:.0f} ms about the name {name}") or 1)
except Exception as error:
    sys.exit(print(f"The shop's bookings cannot be tried: {type(error).__name__}: {error}") or 1)
CHECK
[ $? -ne 124 ] || echo "There still is a name about which the shop thinks for ever."
exit 1
