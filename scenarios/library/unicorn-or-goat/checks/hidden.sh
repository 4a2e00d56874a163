# On pipeline: what stands in main of the recognizer runs, and tells breeds on pictures that nobody has seen, in many formats.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/recognizer.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 recognizer:8001/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
timeout 25 python3 - <<'CHECK' && exit 0
import json, random, sys, urllib.error, urllib.request
from collections import Counter
from io import BytesIO

from unicorn_art import BREEDS
from unicorn_art.png import photograph, png


def bytes_of(picture, kind):
    if kind == "few colours":
        return png(picture)
    out = BytesIO()
    if kind == "see-through":
        picture.convert("RGBA").save(out, "PNG")
    else:
        picture.save(out, kind, **({"quality": random.randint(85, 95)} if kind != "PNG" else {}))
    return out.getvalue()


def ask(data):
    try:
        with urllib.request.urlopen(urllib.request.Request("http://recognizer:8001/recognise", data), timeout=5) as answer:
            return answer.status, json.loads(answer.read())["breed"]
    except urllib.error.HTTPError as error:
        return error.code, ""


try:
    kinds = ["few colours", "few colours", "PNG", "JPEG", "see-through"]
    asked = [(breed, kind) for breed in sorted(BREEDS) for kind in kinds]
    random.shuffle(asked)
    wrong = Counter()
    for breed, kind in asked:
        size = random.choice([96, 96, random.randint(80, 200)])
        status, said = ask(bytes_of(photograph(breed, random.randrange(10**6, 10**12), size), kind))
        if status != 200:
            sys.exit(print(f"The expert answers {status} to a picture of a unicorn.") or 1)
        wrong[(breed, said)] += said != breed
    if ask(b"I am a unicorn, honestly")[0] != 415 or ask(png(photograph("ember", 1))[:900])[0] != 422:
        sys.exit(print("What is no picture, or half of one, is not refused any more.") or 1)
except (OSError, ValueError, KeyError) as error:
    sys.exit(print(f"The expert cannot be asked: {error}") or 1)
mistakes = sum(wrong.values())
if mistakes > len(asked) // 10:
    breed, said = wrong.most_common(1)[0][0]
    sys.exit(print(f"{len(asked) - mistakes} of {len(asked)} hidden pictures are right; {breed}, for example, is taken for {said}.") or 1)
CHECK
[ $? -ne 124 ] || echo "The expert takes too long over a few small pictures."
exit 1
