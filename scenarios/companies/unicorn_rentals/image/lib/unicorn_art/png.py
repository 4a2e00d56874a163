"""A figure as a small photograph: drawn by PIL, sometimes mirrored, with the noise of a cheap camera."""

import argparse
from io import BytesIO
from random import Random

import numpy
from PIL import Image, ImageDraw

from .figure import BREEDS, MIMIC, figure


def photograph(breed: str, seed: int, size: int = 96, noise: float = 6.0) -> Image.Image:
    """An RGB picture of size x size pixels. `noise` is the standard deviation in steps of 1/255."""
    random = Random(f"camera/{breed}/{seed}")
    scale = 2 * size / 100
    canvas = Image.new("RGB", (2 * size, 2 * size))
    pen = ImageDraw.Draw(canvas)
    for shape in figure(breed, seed):
        pen.polygon([(x * scale, y * scale) for x, y in shape.points], fill=shape.fill)
    picture = canvas.resize((size, size), Image.Resampling.BOX)
    if random.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    pixels = numpy.asarray(picture, dtype=float) * random.uniform(0.85, 1.1)
    pixels += numpy.random.default_rng(random.getrandbits(32)).normal(0, noise, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype("uint8"))


def png(picture: Image.Image, colours: int = 32) -> bytes:
    """The picture as a PNG of few colours: a few kB."""
    out = BytesIO()
    picture.quantize(colours).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(prog="draw", description="Draw a unicorn as PNG.")
    parser.add_argument("--breed", choices=[*sorted(BREEDS), MIMIC], required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=96, help="pixels (default 96)")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    with open(options.out, "wb") as file:
        file.write(png(photograph(options.breed, options.seed, options.size)))


if __name__ == "__main__":
    main()
