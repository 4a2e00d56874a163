"""What the pipeline asks before it lets a recognizer out."""

import json
from io import BytesIO

import pytest
from PIL import Image
from recognizer import features, model, pictures, train, wsgi
from unicorn_art import BREEDS
from unicorn_art.png import photograph, png


def call(path: str, body: bytes = b"", method: str = "POST") -> tuple[str, dict]:
    answer: list[str] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    chunks = wsgi.application(environ, lambda status, headers: answer.append(status))
    return answer[0], json.loads(b"".join(chunks))


@pytest.mark.parametrize("breed", sorted(BREEDS))
def test_every_breed_is_recognised_on_a_drawing_it_has_never_seen(breed):
    status, answer = call("/recognise", png(photograph(breed, seed=4242)))
    assert (status, answer["breed"]) == ("200 OK", breed)
    assert 0.5 < answer["confidence"] <= 1


def test_the_model_is_right_on_more_than_95_percent():
    assert train.accuracy(model.load(), range(2000, 2008)) > 0.95


def test_a_mirrored_unicorn_has_the_same_grid():
    pixels = pictures.read(png(photograph("meadow", 7)))
    assert features.grid(pixels) == pytest.approx(features.grid(pixels[:, ::-1]))


def test_text_is_not_a_picture():
    assert call("/recognise", b"I am a unicorn, honestly")[0].startswith("415")


def test_a_picture_that_ends_too_early_is_refused():
    assert call("/recognise", png(photograph("ember", 1))[:900])[0].startswith("422")


def test_too_many_bytes_are_refused_before_they_are_read():
    assert call("/recognise", b"x" * (pictures.MAX_BYTES + 1))[0].startswith("413")


def test_a_small_file_with_a_huge_picture_is_refused():
    out = BytesIO()
    Image.new("1", (6000, 6000)).save(out, "PNG")
    assert call("/recognise", out.getvalue())[0].startswith("422")


def test_health_looks_at_a_drawing():
    status, answer = call("/healthz", method="GET")
    assert (status, answer["status"], answer["selftest"]["breed"]) == ("200 OK", "ok", "tuxedo")
