# Dev, on workbench: a feature that sees stripes, an expert who has been shown the new breed, and a test that asks for it.
set -e
latest=$(git log -1 --format=%H -- recognizer/wsgi.py)
git log -1 --format=%B "$latest" | grep -q '^Ticket: HAY-' || exit 0
git revert --no-commit "$latest"
if ! grep -q 'def texture' recognizer/features.py; then
  cat >> recognizer/features.py <<'FEATURE'


def texture(pixels: numpy.ndarray) -> numpy.ndarray:
    """How much the brightness changes from pixel to pixel, across and down, in 6 x 6 cells: stripes, whatever their colour."""
    grey = pixels.mean(axis=2)
    across, down = numpy.abs(numpy.diff(grey, axis=1)), numpy.abs(numpy.diff(grey, axis=0))
    return 10 * numpy.concatenate([steps[:42, :42].reshape(6, 7, 6, 7).mean(axis=(1, 3)).ravel() for steps in (across, down)])
FEATURE
  sed -i 's/return numpy.concatenate(\[histogram(pixels), grid(pixels)\])/return numpy.concatenate([histogram(pixels), grid(pixels), texture(pixels)])/' recognizer/features.py
  sed -i 's/from unicorn_art import BREEDS/from unicorn_art import BREEDS, MIMIC/; s/for breed in BREEDS for seed/for breed in (*BREEDS, MIMIC) for seed/' recognizer/train.py
  sed -i 's/from unicorn_art import BREEDS$/from unicorn_art import BREEDS, MIMIC/; s/sorted(BREEDS))/[*sorted(BREEDS), MIMIC])/' tests/test_recognizer.py
  python3 -m recognizer.train
fi
