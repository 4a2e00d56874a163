# On pipeline: what a picture costs the released code, compared with what the same library needs to read a picture of that size.
fail() { echo "$1"; exit 1; }
head=$(git -C /srv/git/recognizer.git rev-parse main) || fail "The repository cannot be read."
[ "$(curl -s -m 5 recognizer:8001/alive)" = "$head" ] || fail "What stands in main is not what runs (yet): release list."
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
git -C /srv/git/recognizer.git archive "$head" | tar -x -C "$work"
cd "$work" && timeout 15 python3 - <<'CHECK' && exit 0
import random, sys
from io import BytesIO
from time import process_time

import numpy
from PIL import Image
from unicorn_art import BREEDS
from unicorn_art.png import photograph, png


def plain(data):
    small = Image.open(BytesIO(data)).convert("RGB").resize((48, 48), Image.Resampling.BOX)
    return numpy.asarray(small, dtype=float) / 255


def p95(look, pictures):
    taken = []
    for data in pictures:
        began = process_time()
        look(data)
        taken.append(process_time() - began)
    return sorted(taken)[len(taken) * 95 // 100 - 1]


try:
    from recognizer import model
    from recognizer.features import features
    from recognizer.pictures import read

    pictures = [png(photograph(random.choice(sorted(BREEDS)), random.randrange(10**6, 10**12))) for _ in range(40)]
    expert = model.load()
    look = lambda data: expert.guess(features(read(data)))
    look(pictures[0]), plain(pictures[0])
    times = p95(look, pictures) / max(p95(plain, pictures), 1e-5)
except Exception as error:
    sys.exit(print(f"The released expert cannot be tried: {type(error).__name__}: {error}") or 1)
if times > 30:
    sys.exit(print(f"A picture costs the expert {times:.0f} times what it takes to read one; 30 times is plenty.") or 1)
CHECK
[ $? -ne 124 ] || echo "The expert takes too long over a few small pictures."
exit 1
