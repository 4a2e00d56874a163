"""How texts fit into their boxes, whatever their script."""

import pytest

from scoring.afterwards.souvenirs.drawing.lettering import LEADING, Slot, clusters, fit, fit_first, runs_left, width_of
from tests.afterwards.souvenirs.days import ARABIC, CHINESE, HEBREW, HINDI, LONG_NAME, WITHOUT_SPACES

BOX = Slot(0, 0, 2300, 200, 150, 54)


def test_a_short_name_is_as_large_as_the_box_allows():
    assert fit("Ada", BOX).size == 150


@pytest.mark.parametrize("name", [LONG_NAME, WITHOUT_SPACES, ARABIC, HEBREW, CHINESE, HINDI, "👨‍👩‍👧‍👦" * 20, ""])
def test_no_line_is_wider_or_higher_than_its_box(name):
    fitted = fit(name, BOX)
    assert max(width_of(line, fitted.size) for line in fitted.lines) <= BOX.width
    assert fitted.height <= max(BOX.height, fitted.size * LEADING)


def test_a_long_name_is_kept_whole_on_two_lines():
    fitted = fit(LONG_NAME, BOX)
    assert (" ".join(fitted.lines), len(fitted.lines), fitted.cut) == (LONG_NAME, 2, False)


def test_a_script_without_spaces_goes_on_in_the_next_line():
    fitted = fit(CHINESE, BOX)
    assert ("".join(fitted.lines), len(fitted.lines), fitted.cut) == (CHINESE, 2, False)


def test_what_cannot_fit_ends_with_dots_and_never_within_a_sign():
    flags = "🇫🇷" * 90
    fitted = fit(flags, Slot(0, 0, 200, 30, 20, 20))
    assert fitted.cut
    assert set(clusters(fitted.lines[-1])) == {"🇫🇷", "…"}


def test_the_first_text_that_fits_whole_is_taken():
    narrow = Slot(0, 0, 300, 30, 20, 20)
    assert fit_first(["x" * 60, "short"], narrow).lines == ("short",)
    assert fit_first(["x" * 60], narrow) is None


def test_a_family_of_emoji_and_a_letter_with_its_marks_are_one_sign():
    assert clusters("👨‍👩‍👧‍👦é👍🏽") == ["👨‍👩‍👧‍👦", "é", "👍🏽"]
    assert clusters("क्षत्रिय") == ["क्ष", "त्रि", "य"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (ARABIC, True),
        (HEBREW, True),
        ("Ada", False),
        ("123", False),
        (f"12 {HEBREW}", True),
        (f"\u2068{ARABIC}\u2069 of the team", False),
    ],
)
def test_the_direction_is_that_of_the_first_letter_outside_an_isolated_name(text, left):
    assert runs_left(text) is left
