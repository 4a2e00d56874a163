# On workbench: real photographs, as large as the shop promises, come through the door; larger ones do not.
fail() { echo "$1"; exit 1; }
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'DRAW' || fail "The photographs could not be drawn on workbench."
import random, sys

import numpy
from PIL import Image

for name, side in (("small", 60), ("middle", 260), ("large", random.randint(700, 790)), ("huge", 950)):
    noise = numpy.random.default_rng().integers(0, 256, (side, side, 3), dtype="uint8")
    Image.fromarray(noise).save(f"{sys.argv[1]}/{name}.png")
DRAW
for name in small middle large; do
  said=$(curl -s -m 8 -o /dev/null -w '%{http_code}' -H 'Accept: application/json' -F "picture=@$work/$name.png;type=image/png" edge:8080/recognise)
  kb=$(($(stat -c %s "$work/$name.png") / 1000))
  [ "$said" = 200 ] || fail "A photograph of $kb kB is answered with $said; the shop promises to look at up to 2 MB."
done
said=$(curl -s -m 8 -o /dev/null -w '%{http_code}' -F "picture=@$work/huge.png;type=image/png" edge:8080/recognise)
[ "$said" = 413 ] || fail "A photograph of more than 2 MB should be refused with 413, and is answered with $said."
