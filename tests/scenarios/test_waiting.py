"""Waiting: asked at once and once more at the end, and what it says when time is over."""

import pytest

from scenarios.waiting import NotInTime, repeated_looks, wait_until, wait_while


def test_what_is_true_already_is_not_waited_for():
    assert wait_until(lambda: "hay", within=0, pause=pytest.fail) == "hay"


def test_what_comes_true_is_returned():
    found = iter([None, "", "hay"])
    assert wait_until(lambda: next(found), within=60, every=0) == "hay"


def test_what_never_comes_is_said_in_the_sentence_that_was_given():
    with pytest.raises(NotInTime, match=r"^The hay never came\.$"):
        wait_until(lambda: False, within=0, otherwise="The hay never came.")
    with pytest.raises(NotInTime, match="did not come within 0 s"):
        wait_until(lambda: None, within=0)


def test_an_exception_of_the_callers_own_is_raised_instead():
    with pytest.raises(KeyError, match="hay"):
        wait_until(lambda: False, within=0, otherwise=KeyError("hay"))


def test_a_pause_that_raises_ends_the_waiting():
    def asked_to_end(seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_until(lambda: False, within=60, pause=asked_to_end)


def test_a_complaint_is_returned_when_time_is_over_and_nothing_when_it_ended():
    assert wait_while(lambda: "no hay", within=0) == "no hay"
    said = iter(["no hay", ""])
    assert wait_while(lambda: next(said), within=60, every=0) == ""


@pytest.fixture
def clock(monkeypatch):
    """A clock that only pauses and looks move, and the pauses."""
    at, pauses = [0.0], list[float]()
    monkeypatch.setattr("scenarios.waiting.time.monotonic", lambda: at[0])

    def pass_by(seconds: float) -> None:
        at[0] += seconds

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        pass_by(seconds)

    return pass_by, pause, pauses


def test_no_pause_is_longer_than_the_time_that_is_left_and_the_last_look_comes_after_it(clock):
    _, pause, pauses = clock
    assert len(list(repeated_looks(within=2.5, every=1, pause=pause))) == 4
    assert pauses == [1, 1, 0.5]


def test_after_a_slow_look_the_pause_is_as_long_as_the_look_was(clock):
    pass_by, pause, pauses = clock
    for took, _ in zip([0.1, 3, 0.1, 2], repeated_looks(within=10, every=1, pause=pause), strict=False):
        pass_by(took)
    assert pauses == pytest.approx([1, 3, 1])
