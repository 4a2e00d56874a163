"""What the server remembers of a screen."""

from hypothesis import given
from hypothesis import strategies as st

from gameday.terminals.replay_buffer import ReplayBuffer, fills_screen


def test_a_short_screen_is_replayed_as_it_came():
    screen = ReplayBuffer()
    screen.add(b"\x1b[1mhay\r\n")
    screen.add(b"more")
    assert screen.replay() == b"\x1b[1mhay\r\nmore"


def test_a_long_one_is_bounded_and_starts_at_a_line():
    screen = ReplayBuffer(1000)
    for number in range(1000):
        screen.add(b"line %d\r\n" % number)
    assert screen.replay().endswith(b"line 999\r\n")
    assert screen.replay().startswith(b"line ")
    assert len(screen.replay()) < 1020


def test_modes_that_scrolled_out_are_set_again_in_order():
    screen = ReplayBuffer(100)
    screen.add(b"\x1b[?1049h\x1b[?1h\x1b=\x1b[?25l")
    screen.add(b"\x1b[?25h")
    for _ in range(100):
        screen.add(b"some text\r\n")
    assert screen.replay().startswith(b"\x1b[?1049h\x1b[?1h\x1b=\x1b[?25hsome text")


def test_a_mode_switch_cut_in_two_is_understood():
    screen = ReplayBuffer(100)
    screen.add(b"\x1b[?10")
    screen.add(b"49h")
    for _ in range(100):
        screen.add(b"some text\r\n")
    assert screen.replay().startswith(b"\x1b[?1049h")


def test_a_program_that_fills_the_screen_is_known_until_it_leaves_it():
    assert not fills_screen(b"$ ls\r\nhay\r\n\x1b[?2004h$ ")
    assert fills_screen(b"$ vim\r\n\x1b[?1049h\x1b[?1h\x1b=~")
    assert fills_screen(b"\x1b[?1;1049hmore")
    assert not fills_screen(b"$ vim\r\n\x1b[?1049h~\x1b[?1049l$ ")


@given(st.lists(st.binary(min_size=1, max_size=300)), st.integers(1, 2000))
def test_never_more_than_it_may_keep_and_one_chunk(chunks, kept):
    screen = ReplayBuffer(kept)
    for chunk in chunks:
        screen.add(chunk)
    assert screen.size <= kept + 300
    if not screen.lost:
        assert screen.replay() == b"".join(chunks)
