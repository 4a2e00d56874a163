"""Freeze and reveal: what players and spectators see, and when."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from gameday.event import lifecycle
from gameday.live import publish
from gameday.live.topics import board_topic
from gameday.models.gameday import REPLAY
from scenarios.refusal import Refused
from scoring.board import snapshot
from scoring.ledger import ledger
from scoring.pages.team import page_data
from tests.gameday.conftest import fresh
from tests.making import NOW, make_gameday, make_player, make_team, running_gameday
from tests.reading import read_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def gameday():
    return running_gameday()


@pytest.fixture
def team(gameday):
    return make_team(gameday)


def earn(team, points, at):
    ledger.adjust_points(team, points, reason="neat", by="Ada", now=at)


def public_points(gameday, at):
    return [row["points"] for row in snapshot.board_snapshot(fresh(gameday), at)["teams"]]


def later(seconds):
    return NOW + timedelta(seconds=seconds)


def test_a_frozen_board_stands_still_and_facilitators_see_on(gameday, team):
    earn(team, 10, later(-5))
    lifecycle.freeze_scores(gameday, by="Ada", now=NOW)
    earn(team, 90, later(5))
    assert public_points(gameday, later(10)) == [10]
    assert snapshot.board_snapshot(fresh(gameday), later(10), public=False)["teams"][0]["points"] == 100


def test_a_reveal_replays_what_was_hidden_and_ends_with_the_real_scores(gameday, team):
    lifecycle.freeze_scores(gameday, by="Ada", now=NOW)
    earn(team, 10, later(30))
    earn(team, 20, later(90))
    lifecycle.reveal_scores(fresh(gameday), by="Ada", now=later(100))
    seen = [public_points(gameday, later(100) + REPLAY * share) for share in (0.1, 0.5, 0.95, 1)]
    assert seen == [[0], [10], [30], [30]]
    assert snapshot.board_snapshot(fresh(gameday), later(100) + REPLAY)["gameday"]["frozen"] is None


def test_a_second_freeze_changes_nothing_and_a_freeze_after_a_reveal_is_a_new_one(gameday):
    lifecycle.freeze_scores(gameday, by="Ada", now=NOW)
    lifecycle.freeze_scores(fresh(gameday), by="Bob", now=later(60))
    assert fresh(gameday).frozen_at == NOW
    lifecycle.reveal_scores(fresh(gameday), by="Ada", now=later(100))
    again = later(100) + REPLAY
    lifecycle.freeze_scores(fresh(gameday), by="Ada", now=again)
    assert (fresh(gameday).frozen_at, fresh(gameday).revealed_at) == (again, None)


def test_a_reveal_without_a_freeze_does_nothing(gameday):
    lifecycle.reveal_scores(gameday, by="Ada", now=NOW)
    assert fresh(gameday).revealed_at is None


def test_what_is_not_played_cannot_be_frozen():
    with pytest.raises(Refused, match="lobby"):
        lifecycle.freeze_scores(make_gameday(state="lobby"), by="Ada", now=NOW)


@pytest.mark.parametrize(("seconds", "marked"), [(70, True), (81, True), (90, False)])
def test_the_clock_marks_the_board_until_the_replay_is_told(gameday, monkeypatch, seconds, marked):
    lifecycle.freeze_scores(gameday, by="Ada", now=NOW)
    lifecycle.reveal_scores(fresh(gameday), by="Ada", now=later(60))
    marks = []
    monkeypatch.setattr(publish, "mark_topic", marks.append)
    lifecycle.replay_reveals(later(seconds))
    assert marks == [board_topic(gameday.pk)] * marked


def test_the_team_page_tells_neither_rank_nor_points_of_a_freeze(gameday, team):
    earn(team, 10, later(-5))
    lifecycle.freeze_scores(gameday, by="Ada", now=NOW)
    earn(team, 4321, later(5))
    client = Client()
    client.get(f"/seat/{make_player(team).token}/")
    page = read_page(client.get("/play/"))
    assert "<dd> frozen </dd>" in page
    assert "4321" not in page
    assert "4331" not in page
    assert page_data.points_trend(team, None) == 4331


def test_the_command_line_freezes_and_reveals(gameday, capsys):
    call_command("gameday", "freeze", gameday.slug)
    assert fresh(gameday).frozen_at
    call_command("gameday", "reveal", gameday.slug)
    assert fresh(gameday).revealed_at
    assert "replay" in capsys.readouterr().out
