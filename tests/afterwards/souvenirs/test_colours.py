"""Whatever a team's colour, what is written can be read."""

import pytest

from scoring.afterwards.souvenirs.drawing.colours import GREAT, PLUM, READABLE, contrast, palette_of

COLOURS = ["#ffffff", "#000000", "#ffe14d", "#00ff00", "#0000ff", "#7c3aed", "#808080", "#ff00ff", "plum", ""]


@pytest.mark.parametrize("colour", COLOURS)
def test_text_can_be_read_on_paper_and_white_text_on_the_sky(colour):
    palette = palette_of(colour)
    assert contrast(palette.deep, palette.paper) >= READABLE
    assert contrast(palette.white, palette.deep) >= GREAT
    assert contrast(palette.white, palette.night) >= GREAT
    assert contrast(palette.ink, palette.paper) >= GREAT


def test_a_colour_that_is_none_becomes_plum():
    assert palette_of("red; x").own == PLUM


def test_white_is_tinted_so_that_an_area_of_it_can_be_seen():
    assert palette_of("#ffffff").own != "#ffffff"


def test_contrast_is_that_of_the_standard():
    assert (round(contrast("#000000", "#ffffff"), 2), round(contrast("#777777", "#ffffff"), 2)) == (21, 4.48)
