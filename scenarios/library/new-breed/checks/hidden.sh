# On pipeline: what stands in main of the recognizer runs, and tells the new breed from the old ones on pictures that nobody has seen.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/recognizer.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 recognizer:8001/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
timeout 30 python3 - <<'CHECK' && exit 0
import json, random, sys, urllib.error, urllib.request
from collections import Counter
from io import BytesIO

from unicorn_art import BREEDS, MIMIC
from unicorn_art.png import photograph, png


def bytes_of(picture):
    kind = random.choice(["few colours", "few colours", "few colours", "PNG", "JPEG"])
    if kind == "few colours":
        return png(picture)
    out = BytesIO()
    picture.save(out, kind, **({"quality": random.randint(88, 95)} if kind == "JPEG" else {}))
    return out.getvalue()


def ask(breed):
    picture = photograph(breed, random.randrange(10**6, 10**12), random.choice([96, 96, 96, random.randint(90, 160)]))
    with urllib.request.urlopen("http://recognizer:8001/recognise", bytes_of(picture), timeout=5) as answer:
        return json.loads(answer.read())["breed"]


try:
    asked = [MIMIC] * 24 + sorted(BREEDS) * 4
    random.shuffle(asked)
    wrong = {True: Counter(), False: Counter()}
    for breed in asked:
        said = ask(breed)
        if said != breed:
            wrong[breed == MIMIC][(breed, said)] += 1
        if any(sum(mistakes.values()) > 8 for mistakes in wrong.values()):
            break
except urllib.error.HTTPError as error:
    sys.exit(print(f"The expert answers {error.code} to a picture of a unicorn.") or 1)
except (OSError, ValueError, KeyError) as error:
    sys.exit(print(f"The expert cannot be asked: {error}") or 1)
for new, whom in ((False, "the old breeds"), (True, "the new breed")):
    mistakes = sum(wrong[new].values())
    if mistakes > 2:
        breed, said = wrong[new].most_common(1)[0][0]
        sys.exit(print(f"{mistakes} of at most 24 hidden pictures of {whom} are told wrong; {breed}, for example, is taken for {said}.") or 1)
CHECK
[ $? -ne 124 ] || echo "The expert takes too long over a few small pictures."
exit 1
