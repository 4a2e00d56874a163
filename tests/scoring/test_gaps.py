"""The referee neither pays nor fines for time that nobody watched, and goes on though the clock was set back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gameday.event import gaps, lifecycle
from gameday.models import GameDay, Incident, LastTick, Transition
from scenarios.refusal import Refused
from scoring import tasks
from scoring.ledger import game_time
from scoring.models import Entry, Objective, Tick
from scoring.referee import evaluation, objectives
from scoring.referee import tick as referee
from tests import making
from tests.making import NOW
from tests.reading import read_page
from tests.scoring.test_objectives import OK, after, answer, close_all, judge, of, paid

HOUR = timedelta(hours=1)


@pytest.fixture
def at(monkeypatch):
    """at(seconds): it is so many seconds after NOW for the tasks. What they send to workers is only collected."""
    sent: list[int] = []
    monkeypatch.setattr(tasks.tick, "apply_async", lambda args, **about: sent.extend(args))
    monkeypatch.setattr(tasks, "PARTS", (tasks.ticks,))

    def set_clock(seconds: float) -> list[int]:
        monkeypatch.setattr(tasks.timezone, "now", lambda: after(seconds))
        sent.clear()
        return sent

    return set_clock


def ticked(seconds: float) -> None:
    LastTick.objects.update_or_create(pk=1, defaults={"at": after(seconds)})


def test_between_the_nap_and_the_clocks_first_tick_nothing_is_paid(gameday, team, at):
    ticked(0)
    sent = at(300)
    tasks.beat()
    tasks.tick(gameday.pk)
    assert (sent, Tick.objects.count(), Entry.objects.count()) == ([], 0, 0)


def test_after_the_nap_ticks_go_on_where_they_stopped(gameday, team, at):
    ticked(0)
    gaps.notice_gap(after(300))
    sent = at(301)
    tasks.beat()
    assert sent == []  # it waits for a facilitator
    lifecycle.resume_gameday(GameDay.objects.get(), by="walter", now=after(400))
    ticked(405)
    at(405)
    tasks.beat()
    assert sent == [gameday.pk]
    tasks.tick(gameday.pk)
    assert Tick.objects.get().number == 13  # a minute was played before the nap, five seconds since


def test_ticks_go_on_at_once_though_the_clock_was_set_back(gameday, team):
    ticked(0)
    assert referee.play_tick(gameday, NOW)
    gaps.notice_gap(NOW - HOUR)
    lifecycle.resume_gameday(GameDay.objects.get(), by="walter", now=NOW - HOUR)
    assert referee.gamedays_due(NOW - HOUR + timedelta(seconds=5)) == [gameday]


def test_a_nap_does_not_eat_the_speed_bonus(incident, dev, ops):
    ticked(1)
    gaps.notice_gap(after(500))
    lifecycle.resume_gameday(GameDay.objects.get(), by="walter", now=after(541))
    incident = Incident.objects.select_related("gameday", "team", "scenario").get()
    close_all(incident, dev, ops, start=541)
    assert paid(incident)[f"speed:{incident.pk}"] == 36


def test_after_the_clock_was_set_back_speed_is_told_by_the_time_that_was_played(incident):
    ticked(240)
    gaps.notice_gap(after(-3360))  # back by an hour
    lifecycle.resume_gameday(GameDay.objects.get(), by="walter", now=after(-3360))
    burning = Incident.objects.get()
    pauses = game_time.pauses_of(burning.gameday)
    assert pauses.seconds(burning.live_at, after(-3300)) == 300


def test_a_pause_before_the_clock_was_set_back_counts_as_one(gameday):
    for old, new, second in (
        ("running", "paused", 60),
        ("paused", "running", 120),
        ("running", "paused", 240),
        ("paused", "running", -3360),  # back by an hour
    ):
        Transition.objects.create(noun="GameDay", row=gameday.pk, old=old, new=new, at=after(second), by="walter")
    pauses = game_time.pauses_of(gameday)
    assert pauses.spans == [(after(-3540), after(-3480))]
    assert pauses.seconds(after(-3600), after(-3300)) == 240  # live at NOW, as the clock tells it today


def test_a_shop_that_holds_is_seen_to_hold_though_the_clock_was_set_back(incident):
    judge(incident, OK, after(5))
    row = of(incident, "awake")
    Objective.objects.filter(pk=row.pk).update(holding_since=after(3605))
    assert judge(incident, OK, after(5)) is False
    assert of(incident, "awake").holding_since == after(5)
    assert judge(incident, OK, after(15)) is True


def test_five_wrong_answers_of_an_hour_from_now_lock_nobody_out(incident, dev):
    for second in range(5):
        answer(incident, "hay", dev, after(3600 + second))
    assert answer(incident, "storefront", dev, after(0)).correct
    with pytest.raises(Refused, match="is done already"):
        answer(incident, "storefront", dev, after(1))


def test_a_look_that_was_due_in_an_hour_is_due_now(incident, monkeypatch):
    evaluation.prepare_objectives(NOW)
    claimed = []
    monkeypatch.setattr(objectives, "_claim", lambda row, now: bool(claimed.append(row.key)))
    Objective.objects.filter(key="awake").update(check_due_at=after(3600))
    Objective.objects.filter(key="named").update(check_due_at=after(600))
    objectives.claim_due_checks(NOW)
    assert claimed == ["awake"]


def test_after_a_nap_the_control_room_asks_what_to_do_and_the_game_goes_on(admin_client, gameday, team):
    GameDay.objects.update(time_zone="Asia/Tokyo")
    ticked(0)
    gaps.notice_gap(after(300))
    room = reverse("scoring:control", args=[gameday.slug])
    page = read_page(admin_client.get(room))
    assert "Nothing happened from 18:00:00 to 18:05:00 Asia/Tokyo" in page
    assert ("Go on" in page, "Resume" in page) == (True, False)
    assert "Nothing happened from" in read_page(
        admin_client.get(reverse("admin:gameday_gameday_panel", args=[gameday.pk]))
    )
    page = read_page(admin_client.post(reverse("scoring:run", args=[gameday.slug, "resume"]), follow=True))
    assert GameDay.objects.get().state == "running"
    assert "Go on" not in page


def test_a_round_is_opened_from_the_control_room_before_its_moment(admin_client, gameday, team):
    first, _ = (making.make_round(gameday, starts_after=timedelta(minutes=minute)) for minute in (50, 90))
    page = read_page(admin_client.get(reverse("scoring:control", args=[gameday.slug])))
    assert page.count("Open now") == 2
    page = read_page(admin_client.post(reverse("scoring:open-round", args=[gameday.slug, first.pk]), follow=True))
    assert f"The round “{first.scenario.title}” opens now." in page
    assert page.count("Open now") == 1
    assert [row.opened_at is not None for row in gameday.rounds.all()] == [True, False]
    assert team.incidents.get().round == first
