# On pipeline: what stands in main runs; its prices are right for values that nobody can have written down, and cheap to work out.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/storefront.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/storefront.git archive "$head" | tar -x -C "$work"
cd "$work" && timeout 12 python3 - <<'CHECK' && exit 0
import random, sys, time


def right(day_cents, days, demand):
    return day_cents * days * (100 + min(2 * demand, 30) - (10 if days >= 7 else 0)) // 100


try:
    from storefront.pricing import price_cents

    asked = [(random.randint(900, 90_000), random.randint(1, 14), random.randint(0, 40)) for _ in range(400)]
    began = time.process_time()
    said = []
    for wish in asked:
        said.append(price_cents(*wish))
        if time.process_time() - began > 2:
            sys.exit(print("A single price still takes many milliseconds of CPU to work out.") or 1)
    spent = time.process_time() - began
except Exception as error:
    sys.exit(print(f"The prices cannot be worked out: {type(error).__name__}: {error}") or 1)
wrong = [wish for wish, cents in zip(asked, said) if cents != right(*wish)]
if wrong:
    sys.exit(print(f"{len(wrong)} of {len(asked)} prices are not what they were, for example {wrong[0]} (cents a day, days, demand).") or 1)
if spent / len(asked) > 0.0005:
    sys.exit(print(f"A price takes {spent / len(asked) * 1000:.1f} ms of CPU; half a millisecond is plenty.") or 1)
CHECK
[ $? -ne 124 ] || echo "A single price takes too long to work out."
exit 1
