"""Of a flood between two frames only its end is shown, as if all of it had been."""

from scoring.afterwards.film.bursts import ALWAYS_WHOLE, end_of_burst
from tests.afterwards.film.tapes import shown

LINES = "".join(f"line {number}\r\n" for number in range(100_000))


def end(text):
    return end_of_burst(text, 20, 4)


def test_a_usual_burst_is_left_as_it_is():
    text = "\x1b[1mbold\r\n" * 100
    assert end(text) == text


def test_a_flood_of_lines_ends_on_the_same_screen():
    assert len(end(LINES)) < 200
    assert shown(end(LINES)) == ["line 99997", "line 99998", "line 99999", ""]


def test_a_flood_without_line_breaks_is_cut_at_a_sequence():
    flood = "".join(f"\x1b[{row % 4 + 1};1Hpicture {row:06}" for row in range(10_000))
    assert len(end(flood)) < 3 * ALWAYS_WHOLE
    assert shown(end(flood)) == shown(flood)


def test_what_was_switched_before_the_cut_stays_switched():
    flood = "$ less\r\n\x1b[?1049h\x1b[?25l" + LINES
    assert shown(end(flood) + "\x1b[?1049l") == shown("")  # what lies below the other screen was never seen
    assert end(flood).startswith("\x18\x1b[m\x1b[?1049h\x1b[?25l")


def test_ten_million_letters_are_cut_to_some_thousand():
    assert len(end("x" * 10_000_000)) <= 2 * ALWAYS_WHOLE
