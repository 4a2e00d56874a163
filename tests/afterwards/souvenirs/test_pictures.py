"""Certificates and posters as SVG: well-formed, with the texts in it, the same at every drawing."""

from xml.etree import ElementTree

import pytest

from scoring.afterwards.souvenirs import certificate_sheets, poster_sheets
from scoring.afterwards.souvenirs.badges import BadgeKind
from scoring.afterwards.souvenirs.certificate import draw_certificate
from scoring.afterwards.souvenirs.drawing import svg
from scoring.afterwards.souvenirs.poster import draw_poster
from tests.afterwards.souvenirs.days import ARABIC, MARKUP, member, team_day, weather

CERTIFICATES = [certificate_sheets.A4, certificate_sheets.PHONE]
POSTERS = [poster_sheets.A4, poster_sheets.PHONE]
TEXT = "{http://www.w3.org/2000/svg}text"


def texts(picture) -> list[str]:
    """What is written in it, read from the file as another program would."""
    return ["".join(each.itertext()) for each in ElementTree.fromstring(svg.write(picture)).iter(TEXT)]


@pytest.mark.parametrize("sheet", CERTIFICATES)
def test_a_certificate_says_who_mended_what(sheet):
    grace = member(learned="to read a plan", learned_from="Ada")
    said = texts(draw_certificate(team_day(), grace, sheet))
    assert "Grace" in said
    assert "Both keys" in said
    assert "Dev of the team 🦄 The Night Mares" in said
    assert "The sleepy shop" in said
    assert "4m 12s · A company, 2017" in " ".join(said).replace("\u00a0", " ")
    assert "Learned “to read a plan” from Ada." in " ".join(said)
    assert not any("Cheap hay" in each for each in said)  # nobody mended it


def test_the_real_outage_stands_below_what_was_mended():
    said = texts(draw_certificate(team_day(), member(), certificate_sheets.A4))
    assert "4m\u00a012s · A company, 2017 - somebody slept, and nobody knew" in said


def test_a_team_that_mended_nothing_reads_a_kind_sentence():
    day = team_day(weather=(weather(mended=False),))
    said = " ".join(texts(draw_certificate(day, member(), certificate_sheets.A4)))
    assert "stood by the shop while it burned" in said


def test_only_the_half_that_was_filled_in_is_said():
    from_ada = texts(draw_certificate(team_day(), member(learned_from="Ada"), certificate_sheets.A4))
    assert "Learned a thing or two from Ada." in from_ada
    nothing = texts(draw_certificate(team_day(), member(), certificate_sheets.A4))
    assert not any(each.startswith("Learned") for each in nothing)


@pytest.mark.parametrize("sheet", CERTIFICATES)
def test_an_arabic_name_runs_from_right_to_left(sheet):
    root = ElementTree.fromstring(svg.write(draw_certificate(team_day(), member(name=ARABIC), sheet)))
    written = [each for each in root.iter(TEXT) if each.text and each.text in ARABIC]
    assert " ".join(each.text for each in written) == ARABIC
    assert {(each.get("direction"), each.get("unicode-bidi")) for each in written} == {("rtl", "embed")}


@pytest.mark.parametrize("sheet", CERTIFICATES)
def test_markup_in_a_name_is_text(sheet):
    day = team_day(name=MARKUP, motto=MARKUP, emblem="<g>")
    written = svg.write(draw_certificate(day, member(name=MARKUP, learned=MARKUP), sheet))
    assert "<script" not in written
    assert MARKUP in texts(draw_certificate(day, member(name=MARKUP), sheet))


def test_what_xml_cannot_hold_is_left_out():
    assert "ab" in texts(draw_certificate(team_day(), member(name="a\x0b\x00b"), certificate_sheets.A4))


def test_a_later_certificate_of_a_team_uses_the_ornaments_of_the_first():
    first = svg.write(draw_certificate(team_day(), member(), certificate_sheets.A4))
    later = svg.write(draw_certificate(team_day(), member(), certificate_sheets.A4, again=True))
    assert '<g id="ornaments-a4-3">' in first
    assert '<use href="#ornaments-a4-3"' in later
    assert len(later) < len(first) / 4


def test_every_badge_has_a_sign():
    for kind in BadgeKind:
        assert str(kind.label) in " ".join(
            texts(draw_certificate(team_day(), member(badges=(kind,)), certificate_sheets.A4))
        )


@pytest.mark.parametrize("sheet", POSTERS)
def test_a_poster_has_its_legend(sheet):
    said = " ".join(texts(draw_poster(team_day(), sheet)))
    for each in ("The Night Mares", "We break it until it works", "Comeback of the day", "From last to second"):
        assert each in said
    for each in ("The sleepy shop", "mended in 4m 12s", "Cheap hay", "it passed", "place 2 of 8", "1,412", "Grace"):
        assert each in said


def test_a_poster_of_frozen_scores_tells_no_place():
    assert "place" not in " ".join(texts(draw_poster(team_day(standings=None), poster_sheets.A4)))


def test_a_day_without_customers_is_a_meadow():
    day = team_day(ridge=(), weather=(), pennants=(), crew=(), standings=None, motto="")
    said = " ".join(texts(draw_poster(day, poster_sheets.A4)))
    assert "the meadow stayed green" in said
    assert "Nothing burned." in said


@pytest.mark.parametrize("sheet", POSTERS)
def test_the_same_day_is_drawn_the_same_again(sheet):
    assert svg.write(draw_poster(team_day(), sheet)) == svg.write(draw_poster(team_day(), sheet))
    assert svg.write(draw_poster(team_day(), sheet)) != svg.write(draw_poster(team_day(pk=4), sheet))


def test_a4_is_said_in_millimetres():
    root = ElementTree.fromstring(svg.write(draw_certificate(team_day(), member(), certificate_sheets.A4)))
    assert (root.get("width"), root.get("height")) == ("297mm", "210mm")
    root = ElementTree.fromstring(svg.write(draw_poster(team_day(), poster_sheets.A4)))
    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
