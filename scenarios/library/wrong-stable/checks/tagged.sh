# On pipeline: what stands in main runs, its tests have run, and it is what was tagged; a tag that was moved does not help.
fail() { echo "$1"; exit 1; }
repo=/srv/git/storefront.git
head=$(git -C $repo rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 storefront:8000/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
tested=$(curl -s -m 3 localhost:8070/status | jq -r --arg sha "$head" '.services.storefront.tests[] | select(.sha == $sha) | .status')
[ "$tested" = passed ] || fail "What runs has not passed its tests."
tag=$(git -C $repo rev-parse -q --verify 'refs/tags/stable^{tree}' || git -C $repo rev-parse "$head^{tree}")
[ "$tag" = "$(git -C $repo rev-parse "$head^{tree}")" ] || fail "What runs is not what is tagged as stable."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C $repo archive "$head" | tar -x -C "$work"
cd "$work" && timeout 12 python3 - <<'CHECK'
import contextlib, re, sys
from datetime import date

said = []


class Cursor:
    def execute(self, statement, values=None):
        said.append(statement)

    def fetchone(self):
        return {"n": 1, "id": 1}

    def fetchall(self):
        return []


class Pool:
    @contextlib.contextmanager
    def cursor(self):
        yield Cursor()


try:
    from storefront.stable import Stable

    stable = Stable(Pool())
    stable.taken(7, date.today(), 5)
    stable.bookings_of("Countess Marmalade")
    stable.leaders()
    stable.book(7, "Countess Marmalade", date.today(), 3, 100)
except Exception as error:
    sys.exit(print(f"The shop's questions to the database cannot be tried: {type(error).__name__}: {error}") or 1)
words = " ".join(said)
if re.search(r"\bnights\b", words) or not re.search(r"INSERT INTO bookings[^)]*\bdays\b", words):
    sys.exit(print("What is tagged as stable is the unfinished release: somebody has moved the tag.") or 1)
CHECK
