"""Bytes from a customer become pixels, or a clear refusal."""

import warnings
from io import BytesIO

import numpy
from PIL import Image

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
SIDE = 48


class Refused(Exception):
    """A picture that we cannot take; carries the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def read(data: bytes) -> numpy.ndarray:
    """Pixels as floats 0..1, shape (48, 48, 3). Raises Refused with 413, 415 or 422."""
    if len(data) > MAX_BYTES:
        raise Refused(413, f"The picture has {len(data)} bytes; we take up to {MAX_BYTES}.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(data), formats=FORMATS)
    except Exception as error:  # PIL raises nearly anything on hostile bytes
        raise Refused(415, "This is not a picture. We take PNG, JPEG, GIF and WebP.") from error
    if picture.width * picture.height > MAX_PIXELS:
        raise Refused(422, f"The picture has {picture.width} x {picture.height} pixels; we look at up to {MAX_PIXELS}.")
    try:
        small = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    except Exception as error:
        raise Refused(422, "The picture is damaged: it ends too early or cannot be decoded.") from error
    return numpy.asarray(small, dtype=float) / 255
