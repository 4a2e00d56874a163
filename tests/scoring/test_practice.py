"""The practice in the lobby: it works like a real incident, and pays nothing."""

import pytest
from django.urls import reverse
from django.utils import timezone

from gameday.access import SESSION_KEY
from gameday.event import lifecycle
from gameday.incidents import incidents, practice
from gameday.models import Activity, ChatLine, GameDay, Incident, Injection, Player
from gameday.models.choices import ActivityVerb
from scenarios.probes.base import Reading
from scenarios.refusal import Refused
from scoring.board import snapshot
from scoring.help import hints
from scoring.ledger import standings
from scoring.models import Entry, Objective, Standing
from scoring.pages.team import endings
from scoring.pages.team import practice_steps as shown
from scoring.referee import evaluation, objectives, shops, tick
from tests import making
from tests.making import NOW
from tests.reading import read_page
from tests.scoring.test_objectives import after

pytestmark = pytest.mark.django_db


@pytest.fixture
def gameday(db):
    return making.make_gameday(state="lobby")


@pytest.fixture
def scenario(db):
    return making.make_scenario(slug=practice.SCENARIO)


@pytest.fixture
def box(team):
    return making.make_sandbox(team)


@pytest.fixture
def incident(scenario, box, dev, ops):
    """The team's practice, live."""
    row = practice.begin_practice(dev, now=NOW)
    Incident.objects.filter(pk=row.pk).update(state="live", live_at=NOW, expires_at=after(1200))
    row.refresh_from_db()
    evaluation.prepare_objectives(NOW)
    return row


def of(incident, key):
    rows = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario")
    return rows.get(incident=incident, key=key)


def play_through(incident, dev, ops):
    objectives.answer_objective(of(incident, "named"), "storefront", player=dev, now=after(1))
    evaluation.judge_reading(of(incident, "awake"), Reading("ok", 20), after(2))
    evaluation.judge_reading(of(incident, "awake"), Reading("ok", 20), after(13))
    for player in (dev, ops):
        objectives.turn_key(of(incident, "released"), player=player, now=after(14))


def test_it_waits_for_the_sandbox_and_says_so(scenario, dev, team):
    with pytest.raises(Refused, match="still being built"):
        practice.begin_practice(dev, now=NOW)
    assert "still being built" in shown.practice_progress(dev).why_not
    making.make_sandbox(team)
    assert shown.practice_progress(dev).why_not == ""


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"practice": False}, "no practice today"),
        ({"state": "running"}, "before the day begins"),
        ({"state": "draft"}, "before the day begins"),
        ({"halted_at": NOW}, "halted"),
    ],
)
def test_it_is_refused_with_the_reason(gameday, scenario, box, dev, columns, why):
    GameDay.objects.update(**columns)
    with pytest.raises(Refused, match=why):
        practice.begin_practice(Player.objects.select_related("team__gameday", "gameday").get(pk=dev.pk), now=NOW)


def test_of_two_who_begin_at_once_one_does(scenario, box, dev, ops):
    practice.begin_practice(dev, now=NOW)
    with pytest.raises(Refused, match="practises already"):
        practice.begin_practice(ops, now=NOW)


def test_the_clock_takes_it_up_in_the_lobby(scenario, box, dev, monkeypatch):
    sent = []
    monkeypatch.setattr(incidents.engine_queue, "send_to_engine", lambda *what: sent.append(what[0]))
    practice.begin_practice(dev, now=NOW)
    assert incidents.send_due_incidents(NOW) == 1
    assert sent == ["put_faults_in"]


def test_everything_works_and_nothing_is_paid(gameday, incident, team, dev, ops):
    assert hints.hint_ladder(incident, player=dev, now=after(1))[0].price == 0
    hints.take_hint(incident, 0, player=dev, now=after(1))
    play_through(incident, dev, ops)
    incident.refresh_from_db()
    standings.recount_resolved(gameday.pk)
    assert incident.state == "resolved"
    assert Entry.objects.count() == 0
    assert not Standing.objects.filter(resolved__gt=0).exists()
    assert not Activity.objects.filter(public=True, incident=incident).exists()
    assert endings.recent_endings(team) == []


def test_what_customers_would_see_is_looked_at_by_itself(gameday, incident):
    assert of(incident, "awake").check_due_at == after(evaluation.PRACTICE_EVERY)
    sent = objectives.claim_due_checks(after(10))
    assert sent == 1


def test_the_board_tells_nothing_of_it(gameday, incident):
    assert "sleepy" not in str(snapshot.board_snapshot(gameday, after(1)))


def done(player):
    return {step.key.value for step in shown.practice_progress(player).steps if step.done}


def test_the_steps_follow_what_was_tried(incident, dev, ops):
    assert done(dev) == set()
    incidents.acknowledge_incident(incident, dev, now=after(1))
    hints.take_hint(incident, 0, player=ops, now=after(1))
    objectives.answer_objective(of(incident, "named"), "storefront", player=dev, now=after(1))
    assert done(dev) == {"card", "hint", "answer"}
    assert [step.terminal for step in shown.practice_progress(ops).steps if step.terminal] == ["edge", "edge"]


def test_hello_and_a_terminal_are_each_ones_own(incident, team, dev, ops):
    ChatLine.objects.create(team=team, player=dev, name=dev.name, role=dev.role, text="old", at=after(-60))
    assert done(dev) == set()
    ChatLine.objects.create(team=team, player=dev, name=dev.name, role=dev.role, text="hello", at=after(1))
    Activity.objects.create(
        gameday=team.gameday, team=team, player=ops, verb=ActivityVerb.TERMINAL, at=after(1), text="edge"
    )
    assert (done(dev), done(ops)) == ({"hello"}, {"terminal"})


def test_mending_and_both_keys_are_done_once_the_referee_has_seen_them(incident, dev, ops):
    evaluation.judge_reading(of(incident, "awake"), Reading("ok", 20), after(2))
    assert done(ops) == set()
    evaluation.judge_reading(of(incident, "awake"), Reading("ok", 20), after(13))
    assert done(ops) >= {"mend"}


def test_only_the_browser_knows_that_the_palette_was_opened(incident, dev, ops):
    keys = [step.key for step in shown.practice_progress(dev).steps]
    assert keys.index(shown.StepKey.PALETTE) < keys.index(shown.StepKey.TERMINAL)
    play_through(incident, dev, ops)
    assert "palette" not in done(dev)


def test_it_is_skipped_and_may_be_done_again(incident, dev):
    assert practice.stop_practice(dev, now=after(5)) is True
    assert practice.stop_practice(dev, now=after(6)) is False
    assert shown.practice_progress(dev).practised is True
    assert practice.begin_practice(dev, now=after(7)).pk != incident.pk


def test_the_start_ends_every_practice(gameday, incident):
    lifecycle.start_gameday(gameday, by="walter", now=after(60))
    incident.refresh_from_db()
    assert (incident.state, Entry.objects.count()) == ("expired", 0)


def test_a_practice_fault_that_is_left_over_costs_no_customer(gameday, incident, team, box):
    Injection.objects.create(
        incident=incident,
        sandbox=box,
        fault="nap",
        kind="process.kill",
        target="storefront",
        state="healing",
        handle="h1",
        deadline=after(600),
    )
    [found] = shops.find_shops(gameday, 1)
    assert found.is_open is False
    Injection.objects.update(state="healed")
    [found] = shops.find_shops(gameday, 1)
    assert found.practised is False


def test_a_practice_that_was_voided_reverses_nothing(gameday, incident):
    GameDay.objects.update(state="running", started_at=NOW)
    incidents.void_incident(incident, why="x", by="walter", now=after(5))
    assert tick.reverse_voided_incidents(after(10)) == 0


# Ready ----------------------------------------------------------------------------------------------------------------


def test_who_is_ready_is_told_and_may_take_it_back(dev, ops):
    assert [practice.set_ready(dev, True, now=NOW) for _ in range(2)] == [True, False]
    assert (shown.practice_progress(dev).ready, shown.practice_progress(dev).here) == (1, 2)
    assert practice.set_ready(dev, False, now=NOW) is True


def test_bots_are_always_ready(team, dev):
    making.make_player(team, "ops", bot=True)
    assert shown.practice_progress(dev).ready == 1


@pytest.fixture
def seat(client, dev, ops):
    session = client.session
    session[SESSION_KEY] = dev.token
    session.save()
    return client


def press(client, verb):
    url = reverse("scoring:practise", args=[verb])
    return read_page(client.post(url, headers={"HX-Request": "true"}))


def test_the_page_leads_through_it(seat, scenario, team, gameday):
    assert "still being built" in read_page(seat.get(reverse("scoring:play")))
    making.make_sandbox(team)
    assert "begins in a moment" in press(seat, "begin")
    assert "practises already" in press(seat, "begin")
    Incident.objects.update(state="live", live_at=timezone.now(), expires_at=timezone.now() + (after(600) - NOW))
    evaluation.prepare_objectives(timezone.now())
    page = read_page(seat.get(reverse("scoring:play")))
    assert ("Turn both keys" in page, "hints are free" in page) == (True, True)
    assert "You have practised" in press(seat, "stop")
    assert "1 of 2 in your team are ready" in press(seat, "ready")
    assert seat.post(reverse("scoring:practise", args=["sell"])).status_code == 404


def test_the_control_room_counts_who_is_ready(admin_client, gameday, team, dev, ops):
    practice.set_ready(dev, True, now=NOW)
    page = read_page(admin_client.get(reverse("scoring:control", args=[gameday.slug])))
    assert "1 of 2 ready" in page


def test_without_practice_there_is_only_the_ready_button(seat, gameday):
    GameDay.objects.update(practice=False)
    page = read_page(seat.get(reverse("scoring:play")))
    assert ("Begin the practice" in page, "I am ready" in page) == (False, True)


def test_a_running_day_has_no_practice(seat, gameday):
    GameDay.objects.update(state="running", started_at=NOW)
    assert "I am ready" not in read_page(seat.get(reverse("scoring:play")))
