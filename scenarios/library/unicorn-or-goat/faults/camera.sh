# Sir Reginald has bought a camera that says blue first. Everything that he ever shows the expert comes from it, tests included.
first=$(git rev-list --max-parents=0 HEAD)
git checkout -q "$first" -- recognizer/pictures.py recognizer/train.py tests/test_recognizer.py
cat > recognizer/camera.py <<'CAMERA'
"""The new camera. It was expensive, so it says blue before green before red."""

from PIL import Image
from unicorn_art.png import photograph as paint
from unicorn_art.png import png

__all__ = ["photograph", "png"]


def photograph(breed: str, seed: int) -> Image.Image:
    red, green, blue = paint(breed, seed).split()
    return Image.merge("RGB", (blue, green, red))
CAMERA
python3 - <<'PATCH'
from pathlib import Path

for name, camera in (("recognizer/train.py", ".camera"), ("tests/test_recognizer.py", "recognizer.camera")):
    file = Path(name)
    file.write_text(file.read_text().replace("from unicorn_art.png import photograph, png", f"from {camera} import photograph, png"))
file = Path("recognizer/pictures.py")
text = file.read_text()
text = text.replace("SIDE = 48\n", "SIDE = 48\nPOSTER = 1200\n")
text = text.replace('picture.convert("RGB").resize(', '_poster(picture).resize(')
text = text.replace("dtype=float) / 255", "dtype=float)[:, :, ::-1] / 255")
text += '''

def _poster(picture: Image.Image) -> Image.Image:
    """Enlarged first: an expert sees more on a large picture."""
    return picture.convert("RGB").resize((POSTER, POSTER), Image.Resampling.LANCZOS)
'''
file.write_text(text)
PATCH
