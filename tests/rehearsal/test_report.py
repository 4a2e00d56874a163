"""The report of a rehearsal: what each round, break and message came to, and whether the day is a go."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gameday.event import rehearsing
from gameday.models import GameDay, Injection, ScheduledMessage, ScheduleMark, Transition
from scoring.models import Tick
from scoring.rehearsal import playing
from scoring.rehearsal.commands import Rehearse
from scoring.rehearsal.report import read_report
from tests.making import (
    DOCUMENT,
    NOW,
    make_gameday,
    make_host,
    make_incident,
    make_player,
    make_round,
    make_sandbox,
    make_scenario,
    make_team,
)
from tests.reading import read_page

pytestmark = pytest.mark.django_db


def later(seconds: float):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def prepared():
    return make_gameday(name="The big day", state="draft", duration=timedelta(hours=1))


@pytest.fixture
def played(prepared):
    """A rehearsal that has ended by itself: one team, one round, solved after 42 seconds."""
    values = {"state": "archived", "started_at": NOW, "finished_at": later(360), "duration": timedelta(minutes=6)}
    made = make_gameday(name="The big day", rehearsal=True, rehearses=prepared, planned_start=NOW, **values)
    team = make_team(made, name="Hooves")
    play(made, team, state="resolved", live_at=later(10), ended_at=later(52))
    return made


def play(played, team, title="The sleepy shop", objectives=DOCUMENT["objectives"], **about):
    scenario = make_scenario(document={"title": title, "objectives": objectives})
    one = make_round(played, scenario, opened_at=NOW, starts_after=timedelta(seconds=6))
    return make_incident(team, one.scenario, round=one, **about)


def read(played):
    return read_report(GameDay.objects.get(pk=played.pk), later(400))


def put_in(incident, **about):
    sandbox = make_sandbox(incident.team, make_host(), state="gone")
    values = {"fault": "nap", "kind": "process.kill", "target": "storefront", "deadline": later(900), "state": "healed"}
    return Injection.objects.create(incident=incident, sandbox=sandbox, handle=sandbox.handle, **values | about)


def test_a_round_that_bots_have_solved_is_told_with_its_time(played):
    report = read(played)
    [item] = report.items
    [line] = item.lines
    assert (line.verdict, line.said, line.team.name) == ("solved", "42s", "Hooves")
    assert (report.go, report.reasons, report.solved, report.rounds) == (True, [], 1, 1)


def test_what_is_left_counts_the_breaks_to_come_and_no_rush_hour(played):
    GameDay.objects.filter(pk=played.pk).update(state="running", finished_at=None, paused_for=timedelta())
    mark = ScheduleMark.objects.create
    mark(gameday=played, kind="break", starts_after=timedelta(minutes=2), lasts=timedelta(seconds=30))
    mark(gameday=played, kind="rush", factor=5, starts_after=timedelta(minutes=2), lasts=timedelta(minutes=3))
    assert read_report(GameDay.objects.get(pk=played.pk), later(60)).left == timedelta(minutes=5, seconds=30)


def test_a_break_is_no_time_that_bots_took(played):
    for old, new, at in (("running", "paused", 20), ("paused", "running", 40)):
        Transition.objects.create(noun="GameDay", row=played.pk, old=old, new=new, at=later(at), by="clock")
    assert [line.said for line in read(played).items[0].lines] == ["22s"]


def test_a_round_that_was_not_solved_is_a_no_go_with_what_stayed_open(played):
    lost = play(played, played.teams.get(), "Nap", state="expired", live_at=later(100), ended_at=later(160))
    lost.objectives.create(key="named", met_at=later(120))
    assert read(played).reasons == ["Nap, Hooves: not solved (open after 1m: Awake, Released)"]


def test_an_update_for_the_boss_is_left_to_people(played):
    goals = [*DOCUMENT["objectives"], {"id": "boss", "kind": "update", "prompt": "Well?", "points": 5}]
    told = {"state": "expired", "live_at": later(10), "ended_at": later(300)}
    row = play(played, played.teams.get(), "Nap", objectives=goals, **told)
    for key in ("named", "awake", "released"):
        row.objectives.create(key=key, met_at=later(40))
    assert [line.said for line in read(played).items[1].lines] == ["30s"]


def test_a_round_that_could_not_go_in_says_why(played):
    play(played, played.teams.get(), "Nap", state="voided", live_at=None, ended_at=later(90), problem="No such file.")
    assert read(played).reasons == ["Nap, Hooves: could not go in (No such file)"]


def test_what_never_came_is_a_no_go(played):
    ScheduleMark.objects.create(gameday=played, kind="freeze", starts_after=timedelta(minutes=5))
    ScheduleMark.objects.create(
        gameday=played, kind="break", starts_after=timedelta(minutes=1), lasts=timedelta(seconds=90), done_at=later(60)
    )
    ScheduledMessage.objects.create(
        gameday=played, text="Lunch", made_at=NOW, send_after=timedelta(minutes=3), sent_at=later(180)
    )
    report = read(played)
    assert [(item.title, str(item.lines[0].verdict)) for item in report.items[1:]] == [
        ("break (1m 30s)", "done"),
        ("Message: Lunch", "done"),
        ("freeze", "left_out"),
    ]
    assert report.reasons == ["freeze: never came"]


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"state": "healing"}, "process.kill on storefront at Hooves was not healed."),
        ({"attempts": 2}, "process.kill on storefront at Hooves would not heal: its container had to be made anew."),
        ({"attempts": 1, "healed_at": NOW}, ""),
    ],
)
def test_a_fault_that_does_not_come_out_by_itself_is_a_no_go(played, about, why):
    put_in(played.incidents.get(), **about)
    assert read(played).reasons == ([why] if why else [])


def test_the_slowest_tick_is_told_and_one_that_is_much_too_slow_is_a_no_go(played, settings):
    settings.TICK_SECONDS = 5
    tick = Tick.objects.create(gameday=played, number=1, at=NOW, settled_at=later(3.2))
    Tick.objects.create(gameday=played, number=2, at=NOW)
    assert (read(played).slowest, read(played).go) == (3.2, True)
    Tick.objects.filter(pk=tick.pk).update(settled_at=later(11))
    assert read(played).reasons == ["The slowest tick took 11.0 s, and one comes every 5 s: points would come late."]


def test_one_that_was_cancelled_is_no_go_and_blames_nothing_that_had_not_come(played, prepared, admin_client):
    GameDay.objects.filter(pk=played.pk).update(problem="Grace has cancelled it.")
    team = played.teams.get()
    play(played, team, "The pipeline is asleep", state="expired", live_at=later(50), ended_at=later(60))
    make_round(played, make_scenario(document={"title": "Nap"}), starts_after=timedelta(minutes=3))
    report = read(played)
    assert (report.go, report.reasons) == (False, ["Grace has cancelled it."])
    page = read_page(admin_client.get(reverse("scoring:rehearsal", args=[prepared.slug])))
    assert "Neither go nor no-go: it was ended before its time" in page


def test_a_long_day_asks_no_more_than_a_short_one(played):
    def count():
        with CaptureQueriesContext(connection) as queries:
            read(played)
        return len(queries)

    one = count()
    for title in ("Nap", "Doze"):
        play(played, make_team(played), title, state="resolved", ended_at=later(50))
    assert count() == one


class TestThePage:
    def address(self, name, day):
        return reverse(f"scoring:{name}", args=[day.slug])

    def test_it_tells_the_last_one_and_offers_another(self, prepared, played, admin_client):
        make_round(prepared, starts_after=timedelta(minutes=10))
        page = read_page(admin_client.get(self.address("rehearsal", prepared)))
        assert "Go: the day can be played as it is planned" in page
        assert "42s" in page
        assert "It takes about 6 min" in page

    def test_while_it_is_under_way_it_says_what_is_left_and_comes(self, prepared, played, admin_client):
        GameDay.objects.filter(pk=played.pk).update(state="running", finished_at=None, paused_for=timedelta())
        make_round(played, make_scenario(document={"title": "Nap"}), starts_after=timedelta(minutes=3))
        page = admin_client.get(self.address("rehearsal", prepared), headers={"HX-Request": "true"})
        assert 'hx-trigger="every 2s"' in page.content.decode()
        assert "<title>" not in page.content.decode()
        text = read_page(page)
        assert "1 of 2 rounds have begun" in text
        assert "Next: Nap, 3m after the start." in text
        assert "Cancel the rehearsal" in text

    def test_cancelling_asks_first(self, prepared, played, admin_client):
        GameDay.objects.filter(pk=played.pk).update(state="running", finished_at=None)
        cancel = self.address("cancel-rehearsal", prepared)
        assert "every fault is healed" in read_page(admin_client.get(cancel))
        assert GameDay.objects.get(pk=played.pk).is_running
        assert "is cancelled" in read_page(admin_client.post(cancel, follow=True))
        assert GameDay.objects.get(pk=played.pk).is_finished
        assert "was under way any more" in read_page(admin_client.post(cancel, follow=True))

    def test_a_refusal_is_said(self, prepared, admin_client):
        page = admin_client.post(self.address("start-rehearsal", prepared), follow=True)
        assert "nothing to rehearse" in read_page(page)

    @pytest.mark.parametrize("name", ["rehearsal", "start-rehearsal", "cancel-rehearsal"])
    def test_it_is_for_facilitators(self, prepared, client, django_user_model, name):
        assert client.post(self.address(name, prepared)).status_code in (302, 405)
        client.force_login(django_user_model.objects.create_user("nobody"))
        assert client.post(self.address(name, prepared)).status_code in (403, 405)
        assert not prepared.rehearsals.exists()


def test_the_command_begins_shows_and_cancels(prepared, played, monkeypatch):
    said = "\n".join([Rehearse.act(prepared, {"report": True, "cancel": False}, NOW)])
    assert said.splitlines()[:2] == ["The big day: go", "        6s  The sleepy shop, Hooves: solved (42s)"]
    monkeypatch.setattr(rehearsing, "start_rehearsal", lambda gameday, *, by, now: played)
    assert "takes about" in Rehearse.act(prepared, {"report": False, "cancel": False}, NOW)
    GameDay.objects.filter(pk=played.pk).update(state="running", finished_at=None)
    assert "is cancelled" in Rehearse.act(prepared, {"report": False, "cancel": True}, NOW)


class TestBots:
    @pytest.fixture
    def burning(self, played, monkeypatch):
        """An incident of a rehearsal that goes on, and the tasks that are sent."""
        GameDay.objects.filter(pk=played.pk).update(state="running", finished_at=None)
        team = played.teams.get()
        make_sandbox(team, make_host(name="barn"))
        make_player(team, bot=True)
        sent = []
        monkeypatch.setattr(
            playing.app, "send_task", lambda name, args, queue, **about: sent.append((name, *args, queue))
        )
        return play(played, team, "Nap"), sent

    def test_they_are_sent_once_to_the_host_of_the_sandbox(self, burning):
        incident, sent = burning
        assert (playing.send_bots(NOW), playing.send_bots(NOW)) == (1, 0)
        assert sent == [("scoring.tasks.play_incident", incident.pk, "host.barn")]

    def test_they_are_sent_again_where_nobody_took_them(self, burning):
        playing.send_bots(NOW)
        assert playing.send_bots(later(16)) == 1

    def test_to_a_real_day_none_are_sent(self, burning, played):
        GameDay.objects.filter(pk=played.pk).update(rehearsal=False)
        assert playing.send_bots(NOW) == 0
