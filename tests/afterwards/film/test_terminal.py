"""What a terminal in memory shows of a recording: letters of any script, and no sequence, link, title or HTML but as text."""

import pytest

from scoring.afterwards.film.looks import Styles, runs_of
from scoring.afterwards.film.terminal import Terminal
from tests.afterwards.film.tapes import rows_of, shown


def runs(text, columns=40):
    terminal, styles = Terminal(columns, 4), Styles()
    terminal.feed(text)
    return runs_of(terminal.buffer[0], columns, styles), styles.rows


@pytest.mark.parametrize(
    ("text", "first_row"),
    [
        ("plain", "plain"),
        ("\x1b]0;root@db: ~\x07# ", "#"),
        ("\x1b]8;;https://example.com\x1b\\a link\x1b]8;;\x1b\\!", "a link!"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\x1bP+q544e\x1b\\dcs", "dcs"),
        ("\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bksc\x1b\\x", "x"),
        ("\x9b31mred\x9d0;title\x9c!", "red!"),
        ("\x1b[>4;1mvim\x1b[!p\x1b[?5n\x1b[1;2;3A\x1b[5u", "vim"),
        ("\x1b[?1;2$pok\x1b[ q", "ok"),
        ("a\x1b[99999999999999999999D\x1b[31;99999999999mb", "b"),
        ("a\x00\x05\x7f\x80b", "ab"),
        ("\x1b[38:2::255:0:0mcolons\x1b[4:3m!\x1b[m", "colons!"),
        ("\x1b]0;never ended\x1b[1mbold", "bold"),
        ("xy\b\bab\x1b[K", "ab"),
        ("\x1b(0lqk\x1b(B", "┌─┐"),
        ("-\x1b[4b|", "-----|"),
        ("wrong\r\x1b[2Kright", "right"),
        ("\x1b[?6h\x1b[1dorigin", "origin"),
        ("\x1b[7K\x1b[9Jx", "x"),
    ],
)
def test_a_sequence_ends_as_text_or_as_nothing(text, first_row):
    assert shown(text, columns=40)[0] == first_row


@pytest.mark.parametrize(
    "text",
    [
        "日本語 ok",
        "שלום עולם",
        "مرحبا",
        "👩‍🚒 and 🏳️‍🌈",
        "e\u0301tude",
        "हिन्दी",
        "한국어",
        "می\u200cخواهم",
    ],
)
def test_wide_letters_emoji_right_to_left_text_and_joiners_survive(text):
    assert shown(text, columns=40)[0] == text


def test_what_would_turn_the_row_around_is_left_out():
    assert shown("a\u202eb\u2066c")[0] == "abc"


def test_a_mark_on_a_letter_is_no_longer_than_a_cell_has_room_for():
    assert shown("a" + "\u0301" * 1000)[0] == "a" + "\u0301" * 15


def test_a_wide_letter_at_the_edge_goes_to_the_next_row():
    assert shown("abc語d", columns=4)[:2] == ["abc", "語d"]


def test_a_sequence_that_comes_in_pieces_is_one():
    whole = "a\x1b[31mb\x1b]0;title\x1b\\c\x1b]8;;x\x07d\x1b[0m"
    assert shown(*whole)[0] == "abcd"


def test_a_title_without_an_end_takes_only_so_much():
    assert "tail" in "".join(shown("\x1b]0;" + "x" * 9000, "tail"))


def test_lines_scroll_and_long_ones_wrap():
    assert shown("1\r\n2\r\n3\r\n4\r\n5") == ["2", "3", "4", "5"]
    assert shown("abcdef", columns=4, rows=2) == ["abcd", "ef"]


def test_a_region_scrolls_by_itself():
    text = "top\r\na\r\nb\r\nend\x1b[2;3r\x1b[3;1H\nc\x1b[r"
    assert shown(text) == ["top", "b", "c", "end"]


def test_a_full_screen_program_gives_the_shell_back_as_it_was():
    assert shown("$ vim\r\n\x1b[?1049h\x1b[H\x1b[2Jtext\x1b[?1049l$ ") == ["$ vim", "$", "", ""]
    assert shown("$ vim\r\n\x1b[?1049h\x1b[H\x1b[2Jtext")[0] == "text"


def test_a_smaller_window_keeps_the_prompt():
    terminal = Terminal(20, 10)
    terminal.feed("one\r\ntwo\r\n$ ")
    terminal.resize(2, 20)
    assert rows_of(terminal) == ["two", "$"]
    terminal.resize(5, 3)
    terminal.feed("abcd")
    assert rows_of(terminal)[1:3] == ["$ a", "bcd"]


@pytest.mark.parametrize(("columns", "rows"), [(0, 0), (100_000, 100_000)])
def test_an_impossible_size_becomes_a_possible_one(columns, rows):
    terminal = Terminal(columns, rows)
    terminal.feed("字\r\n" * 3)
    assert (terminal.columns, terminal.lines) in ((2, 1), (500, 200))


def test_looks_become_names_and_numbers():
    text = "a\x1b[1;33mb\x1b[0m\x1b[105mc\x1b[0;38;2;1;2;3md\x1b[0;48;5;196me\x1b[0;4;7mf\x1b[0mg"
    found, styles = runs(text)
    assert found == [["a", 0], ["b", 1], ["c", 2], ["d", 3], ["e", 4], ["f", 5], ["g", 0]]
    assert styles == [
        {"fg": "yellow", "bold": True},
        {"bg": "brightmagenta"},
        {"fg": "#010203"},
        {"bg": "#ff0000"},
        {"underline": True, "reverse": True},
    ]


def test_coloured_blanks_stay_and_plain_ones_at_the_end_go():
    assert runs("a \x1b[44m  \x1b[0m   ")[0] == [["a ", 0], ["  ", 1]]


def test_no_bytes_break_a_terminal():
    numbers = range(256)
    noise = "".join(chr(27) + "[" + chr(a) + chr(b) for a in numbers for b in range(33, 127, 3))
    assert len(shown(noise, noise[1:], "\x1bc\x18ok")) == 4
    assert shown(noise, "\x18\x1bcok")[0] == "ok"
