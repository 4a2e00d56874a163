"""What waits for the answer of a request: a board for everybody is drawn when who pressed the button has read that it was done."""

import pytest
from django.http import HttpResponse
from structlog.testing import capture_logs

from gameday.live.after_answer import AfterAnswer, after_answer


@pytest.fixture
def done():
    return []


def answered(rf, *acts) -> HttpResponse:
    """The response of a view that wants these acts done."""

    def view(request):
        for act in acts:
            after_answer(act)
        return HttpResponse("Done.")

    return AfterAnswer(view)(rf.get("/"))


def test_an_act_waits_until_the_answer_is_sent(rf, done):
    response = answered(rf, lambda: done.append("board"))
    assert done == []
    response.close()
    assert done == ["board"]


def test_outside_a_request_nothing_waits(rf, done):
    after_answer(lambda: done.append("worker"))
    answered(rf)
    after_answer(lambda: done.append("worker again"))
    assert done == ["worker", "worker again"]


def test_one_that_fails_is_in_the_log_and_stops_no_other(rf, done):
    def fail():
        raise OSError("Redis is away")

    with capture_logs() as lines:
        answered(rf, fail, lambda: done.append("board")).close()
    assert done == ["board"]
    assert [line["event"] for line in lines] == ["after_answer_failed"]
