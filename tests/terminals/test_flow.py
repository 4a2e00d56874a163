"""How fast a shell is read, with a clock that the test controls."""

import pytest

from gameday.terminals import throttle

PIECE = 8 * 1024


def through(seconds: float, *, seen: bool = True, piece: int = PIECE) -> float:
    """Bytes per second of a shell that always has more, over so many seconds."""
    now, came, counted = 0.0, 0, throttle.ReadThrottle(0.0)
    while now < seconds:
        came += piece
        if rest := counted.passed(piece, now, seen=seen):
            now += rest
            counted.rested(now)
        else:
            now += 0.0001
    return came / now


def test_typing_is_never_slowed_down():
    counted = throttle.ReadThrottle(0.0)
    assert not any(counted.passed(80, second / 20, seen=True) for second in range(1000))


def test_a_screen_that_a_program_draws_now_and_then_is_no_flood():
    counted = throttle.ReadThrottle(0.0)
    assert not any(counted.passed(12_000, second / 10, seen=True) for second in range(1000))


def test_a_large_file_comes_quickly_and_what_never_ends_does_not():
    assert through(2.0) == pytest.approx(throttle.FAST_RATE, rel=0.1)
    assert through(200.0) == pytest.approx(throttle.SLOW_RATE, rel=0.15)


def test_credit_comes_back_with_time():
    counted = throttle.ReadThrottle(0.0)
    counted.passed(throttle.CREDIT_BYTES + PIECE, 0.0, seen=True)
    rests = [counted.passed(3 * PIECE, at, seen=True) for at in (0.02, 20.0)]
    assert rests == pytest.approx([3 * PIECE / throttle.SLOW_RATE, 3 * PIECE / throttle.FAST_RATE])


def test_output_that_nobody_sees_is_read_slowly():
    assert through(5.0, seen=False) == pytest.approx(throttle.UNSEEN_RATE, rel=0.1)
