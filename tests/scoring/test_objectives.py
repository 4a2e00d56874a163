"""Objectives: answers, keys and looks; what they pay, and what closes an incident."""

import base64
import json
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from gameday.incidents import incidents
from gameday.live import publish
from gameday.models import Activity, Injection, Transition
from scenarios.company import load_company as load_company
from scenarios.probes.base import Reading
from scenarios.refusal import Refused
from scenarios.sandbox import Spec, engine_for
from scenarios.sandbox.base import ExecResult
from scoring import tasks
from scoring.models import Attempt, Entry, KeyTurn, Objective, Standing
from scoring.referee import evaluation, objectives, tick
from tests import making
from tests.making import NOW
from tests.scoring.test_ledger import in_threads

OK, FAIL, ERROR = Reading("ok", 20), Reading("fail", 20, "Page 3 shows no unicorns."), Reading("error", why="?")
COMMAND = {"id": "fixed", "kind": "command", "on": "storefront", "run": "checks/fixed.sh", "points": 60, "every": "15s"}


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def of(incident, key):
    """The objective as a view loads it."""
    evaluation.prepare_objectives(NOW)
    rows = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario")
    return rows.get(incident=incident, key=key)


def paid(incident):
    return dict(Entry.objects.filter(incident=incident).values_list("key", "points"))


def answer(incident, text, player, now=NOW):
    return objectives.answer_objective(of(incident, "named"), text, player=player, now=now)


def turn(incident, player, now=NOW):
    return objectives.turn_key(of(incident, "released"), player=player, now=now)


def judge(incident, reading, now, key="awake"):
    return evaluation.judge_reading(of(incident, key), reading, now)


def heal(incident, by):
    sandbox = making.make_sandbox(incident.team)
    Injection.objects.create(
        incident=incident,
        sandbox=sandbox,
        fault="nap",
        kind="process.kill",
        target="storefront",
        state="healed",
        handle=f"h{incident.pk}",
        deadline=after(1200),
        healed_by=by,
    )


# Rows -----------------------------------------------------------------------------------------------------------------


def test_an_incident_that_opens_gets_its_objectives_once(incident):
    assert [evaluation.prepare_objectives(NOW), evaluation.prepare_objectives(NOW)] == [1, 0]
    assert list(incident.objectives.values_list("key", flat=True)) == ["named", "awake", "released"]


def test_an_incident_that_does_not_burn_has_no_objectives_yet(team):
    for state in ("scheduled", "injecting", "voided", "resolved"):
        making.make_incident(team, state=state)
    assert evaluation.prepare_objectives(NOW) == 0


# Answers --------------------------------------------------------------------------------------------------------------


def test_a_right_answer_pays_once(incident, team, dev, ops):
    assert answer(incident, " The Storefront! ", dev).correct is True
    with pytest.raises(Refused, match="done already, and paid"):
        answer(incident, "storefront", ops)
    assert paid(incident) == {f"objective:{incident.pk}:named": 20}
    assert of(incident, "named").met_by == dev
    assert Activity.objects.get(verb="objective").public is True


def test_a_wrong_answer_costs_nothing_and_is_kept(incident, dev):
    assert answer(incident, "cache", dev).correct is False
    row = of(incident, "named")
    assert (row.failures, row.detail, row.met_at) == (1, "“cache” is not it.", None)
    assert Attempt.objects.get().text == "cache"
    assert Entry.objects.count() == 0


def test_a_public_line_never_tells_the_answer(incident, dev):
    answer(incident, "storefront", dev)
    assert not any("storefront" in text for text in Activity.objects.filter(public=True).values_list("text", flat=True))


def test_after_five_wrong_answers_a_minute_the_sixth_has_to_wait(incident, dev, ops):
    for second in range(5):
        answer(incident, f"guess {second}", dev, after(second))
    with pytest.raises(Refused, match="read in 50 seconds"):
        answer(incident, "storefront", dev, after(10))
    assert Attempt.objects.count() == 5
    assert answer(incident, "storefront", dev, after(61)).correct is True


@pytest.mark.django_db(transaction=True)
def test_the_same_right_answer_from_four_browsers_pays_once(incident, dev, ops):
    row = of(incident, "named")

    def press(player):
        try:
            objectives.answer_objective(row, "storefront", player=player, now=NOW)
        except Refused:
            return

    in_threads(*[lambda player=player: press(player) for player in (dev, ops, dev, ops)])
    assert paid(incident) == {f"objective:{incident.pk}:named": 20}


@pytest.mark.parametrize("state", ["paused", "finished"])
def test_nothing_is_answered_while_the_clock_stands(incident, dev, state):
    row = of(incident, "named")
    row.incident.gameday.state = state
    with pytest.raises(Refused):
        objectives.answer_objective(row, "storefront", player=dev, now=NOW)
    assert Attempt.objects.count() == 0


def test_what_was_closed_meanwhile_pays_nothing(incident, dev):
    row = of(incident, "named")
    incidents.expire_incident(incident, now=NOW)
    assert objectives.answer_objective(row, "storefront", player=dev, now=NOW).correct is True
    assert Entry.objects.count() == 0


# Keys -----------------------------------------------------------------------------------------------------------------


def test_both_keys_within_the_time_release(incident, dev, ops):
    assert [turn(incident, dev), turn(incident, ops, after(119))] == [False, True]
    assert paid(incident) == {f"objective:{incident.pk}:released": 20}


def test_a_key_falls_back_after_its_time(incident, dev, ops):
    turn(incident, dev)
    assert turn(incident, ops, after(121)) is False
    assert turn(incident, dev, after(130)) is True


def test_one_key_pressed_twice_is_refused_with_who_to_call(incident, dev, ops):
    turn(incident, dev)
    with pytest.raises(Refused, match="Call the other seat"):
        turn(incident, dev, after(1))
    assert KeyTurn.objects.count() == 1


def test_a_lone_player_turns_one_key_after_the_other(incident, dev):
    assert [turn(incident, dev), turn(incident, dev, after(1))] == [False, True]
    assert list(KeyTurn.objects.order_by("id").values_list("role", flat=True)) == ["dev", "ops"]


def test_with_open_seats_two_devs_can_turn_both(incident, team, dev, ops):
    team.gameday.seats_open = True
    team.gameday.save()
    other = making.make_player(team, "dev")
    dev.gameday = other.gameday = team.gameday
    assert [turn(incident, dev), turn(incident, other, after(1))] == [False, True]


def test_a_pause_does_not_turn_a_key_back(incident, dev, ops):
    turn(incident, dev)
    for old, new, at in (("running", "paused", 10), ("paused", "running", 400)):
        Transition.objects.create(noun="GameDay", row=incident.gameday_id, old=old, new=new, at=after(at), by="walter")
    assert turn(incident, ops, after(450)) is True


@pytest.mark.django_db(transaction=True)
def test_both_keys_at_the_same_moment_release(incident, dev, ops):
    row = of(incident, "released")
    in_threads(*[lambda player=player: objectives.turn_key(row, player=player, now=NOW) for player in (dev, ops)])
    assert paid(incident) == {f"objective:{incident.pk}:released": 20}


# Probes ---------------------------------------------------------------------------------------------------------------


def test_a_probe_has_to_hold_before_it_pays(incident):
    assert [judge(incident, OK, after(second)) for second in (0, 5, 9.9)] == [False, False, False]
    assert of(incident, "awake").detail == "Well for 10 of 10 seconds."
    assert judge(incident, OK, after(10)) is True
    assert paid(incident) == {f"objective:{incident.pk}:awake": 40}
    incident.refresh_from_db()
    assert incident.state == "mitigated"


def test_a_failure_in_between_starts_the_count_again(incident):
    for second, reading in ((0, OK), (5, FAIL), (10, OK), (15, OK)):
        judge(incident, reading, after(second))
    row = of(incident, "awake")
    assert (row.met_at, row.holding_since, row.checks, row.failures) == (None, after(10), 4, 0)
    assert judge(incident, OK, after(20)) is True


def test_a_probe_that_could_not_run_neither_counts_nor_breaks(incident):
    for second, reading in ((0, OK), (5, ERROR), (10, OK)):
        met = judge(incident, reading, after(second))
    assert met is True


def test_a_pause_does_not_count_as_holding(incident):
    judge(incident, OK, after(0))
    for old, new, at in (("running", "paused", 2), ("paused", "running", 100)):
        Transition.objects.create(noun="GameDay", row=incident.gameday_id, old=old, new=new, at=after(at), by="walter")
    assert judge(incident, OK, after(105)) is False
    assert judge(incident, OK, after(108)) is True


def test_nothing_is_met_when_the_time_is_up(incident):
    judge(incident, OK, after(1195))
    assert judge(incident, OK, after(1205)) is False


@pytest.mark.parametrize("by", ["facilitator", "halt", "deadline", "timer"])
def test_what_was_mended_without_the_team_pays_nothing_for_mending(incident, by):
    heal(incident, by)
    assert [judge(incident, OK, after(second)) for second in (0, 30)] == [False, False]


@pytest.mark.parametrize("by", ["players", "closed", ""])
def test_what_the_team_mended_pays(incident, by):
    heal(incident, by)
    judge(incident, OK, after(0))
    assert judge(incident, OK, after(30)) is True


# Closing --------------------------------------------------------------------------------------------------------------


def close_all(incident, dev, ops, start=0):
    answer(incident, "storefront", dev, after(start))
    judge(incident, OK, after(start))
    judge(incident, OK, after(start + 10))
    turn(incident, dev, after(start + 60))
    turn(incident, ops, after(start + 60))


def test_the_last_objective_closes_the_incident_and_pays_for_speed(incident, team, dev, ops):
    close_all(incident, dev, ops, start=240)
    incident.refresh_from_db()
    assert incident.state == "resolved"
    assert paid(incident)[f"speed:{incident.pk}"] == 20  # half of the estimate: half of 50 % of 80
    standing = Standing.objects.get(team=team)
    assert (standing.points, standing.resolved) == (100, 1)


def test_at_the_estimate_speed_pays_nothing(incident, dev, ops):
    close_all(incident, dev, ops, start=540)
    assert sum(paid(incident).values()) == 80


def test_a_pause_does_not_eat_the_speed_bonus(incident, dev, ops):
    for old, new, at in (("running", "paused", 1), ("paused", "running", 541)):
        Transition.objects.create(noun="GameDay", row=incident.gameday_id, old=old, new=new, at=after(at), by="walter")
    close_all(incident, dev, ops, start=541)
    assert paid(incident)[f"speed:{incident.pk}"] == 36


def test_what_facilitators_mended_closes_by_answer_and_keys_without_speed(incident, gameday, dev, ops):
    heal(incident, "facilitator")
    answer(incident, "storefront", dev)
    turn(incident, dev)
    turn(incident, ops)
    incident.refresh_from_db()
    assert incident.state == "resolved"
    assert paid(incident) == {f"objective:{incident.pk}:named": 20, f"objective:{incident.pk}:released": 20}


def test_a_team_that_mended_it_before_a_facilitator_healed_is_paid_for_speed_too(incident, dev, ops):
    judge(incident, OK, NOW)
    judge(incident, OK, after(10))
    heal(incident, "facilitator")
    answer(incident, "storefront", dev, after(20))
    turn(incident, dev, after(60))
    turn(incident, ops, after(60))
    assert paid(incident)[f"speed:{incident.pk}"] == 36


def test_an_incident_with_nothing_left_after_a_heal_is_closed_by_the_next_tick(incident, gameday, dev, ops):
    answer(incident, "storefront", dev)
    turn(incident, dev)
    turn(incident, ops)
    heal(incident, "halt")
    assert [tick.close_finished_incidents(gameday, NOW), tick.close_finished_incidents(gameday, NOW)] == [1, 0]
    incident.refresh_from_db()
    assert (incident.state, f"speed:{incident.pk}" in paid(incident)) == ("resolved", False)


def test_a_voided_incident_gives_everything_back_and_keeps_its_team_s_standing(incident, team, dev, ops):
    close_all(incident, dev, ops)
    incident.refresh_from_db()
    incidents.void_incident(incident, why="wrong cable", by="walter", now=after(100))
    assert tick.reverse_voided_incidents(after(101)) == 4
    assert tick.reverse_voided_incidents(after(102)) == 0
    standing = Standing.objects.get(team=team)
    assert (standing.points, standing.resolved) == (0, 0)


# Looks inside ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def inside(team):
    """An incident with a command objective, and its fake sandbox."""
    scenario = making.make_scenario(
        document={"objectives": [COMMAND]}, assets={"checks/fixed.sh": base64.b64encode(b"exit 0").decode()}
    )
    row = making.make_sandbox(team)
    spec = Spec(row.handle, load_company("unicorn_rentals"), "fake", {}, {})
    return making.make_incident(team, scenario), engine_for(row.host.url).provision(spec), row.host


def queued(host):
    """Takes everything out of the host's queue and returns it."""
    redis, key = (
        publish.redis_connection(),
        f"{django_settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}{host.queue}",
    )
    messages = [json.loads(text) for text in redis.lrange(key, 0, -1)]
    redis.delete(key)
    return [message["headers"]["argsrepr"] for message in messages]


def test_a_script_that_ends_well_meets_its_objective(inside, dev):
    incident, box, _ = inside
    tasks.check(of(incident, "fixed").pk)
    incident.refresh_from_db()
    assert (incident.state, paid(incident)[f"objective:{incident.pk}:fixed"]) == ("resolved", 60)
    assert box.calls[0][:2] == ("exec", "storefront")


def test_a_script_that_does_not_says_why_and_counts_when_players_asked(inside, dev):
    incident, box, _ = inside
    box.answer = lambda role, argv: ExecResult(1, b"looking\nstill uses the old horn\n", b"", 0.1)
    row = of(incident, "fixed")
    tasks.check(row.pk)
    tasks.check(row.pk, asked_for=True)
    row.refresh_from_db()
    assert (row.checks, row.failures, row.detail) == (2, 1, "still uses the old horn")


def test_an_engine_that_is_away_is_nobody_s_fault(inside, dev):
    incident, _, host = inside
    engine_for(host.url).sandboxes.clear()
    row = of(incident, "fixed")
    tasks.check(row.pk, asked_for=True)
    row.refresh_from_db()
    assert (row.checks, row.failures, row.met_at) == (0, 0, None)


def test_objectives_of_a_paused_game_day_are_not_checked(inside, gameday, dev):
    incident, box, _ = inside
    row = of(incident, "fixed")
    type(gameday).objects.update(state="paused")
    tasks.check(row.pk)
    assert objectives.claim_due_checks(after(60)) == 0
    assert box.calls == []


def test_a_check_is_sent_once_when_it_is_due(inside, django_capture_on_commit_callbacks):
    incident, _, host = inside
    row = of(incident, "fixed")
    assert row.check_due_at == after(15)
    assert objectives.claim_due_checks(after(14)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert objectives.claim_due_checks(after(15)) == 1
        assert objectives.claim_due_checks(after(15)) == 0
    assert queued(host) == [f"[{row.pk}, False]"]
    row.refresh_from_db()
    assert row.check_due_at == after(30)


def test_players_call_the_referee_at_once_but_not_every_second(inside, dev, django_capture_on_commit_callbacks):
    incident, _, host = inside
    row = of(incident, "fixed")
    with django_capture_on_commit_callbacks(execute=True):
        objectives.request_objective_check(row, player=dev, now=after(6))
        with pytest.raises(Refused, match="has just been there"):
            objectives.request_objective_check(row, player=dev, now=after(8))
        objectives.request_objective_check(row, player=dev, now=after(12))
    assert queued(host) == [f"[{row.pk}, True]"] * 2
    assert Activity.objects.filter(verb="check", player=dev).count() == 2


def test_a_call_of_the_referee_is_in_the_feed(incident, dev):
    objectives.request_objective_check(of(incident, "awake"), player=dev, now=NOW)
    assert Activity.objects.filter(verb="check").count() == 1


def test_calling_the_referee_again_and_again_does_not_fill_the_feed(incident, dev, ops):
    objectives.request_objective_check(of(incident, "awake"), player=dev, now=NOW)
    with pytest.raises(Refused, match="called the referee just now"):
        objectives.request_objective_check(of(incident, "awake"), player=ops, now=after(1))
    objectives.request_objective_check(of(incident, "awake"), player=ops, now=after(3))
    assert Activity.objects.filter(verb="check").count() == 2


def test_a_check_that_ends_in_a_pause_is_not_paid(incident, gameday):
    judge(incident, OK, NOW)
    row = of(incident, "awake")
    type(gameday).objects.update(state="paused", paused_at=after(11))
    assert evaluation.judge_reading(row, OK, after(12)) is False
    assert Entry.objects.count() == 0


def test_a_question_is_never_checked_by_the_referee(incident, dev):
    with pytest.raises(Refused, match="is answered"):
        objectives.request_objective_check(of(incident, "named"), player=dev, now=NOW)


def test_without_a_sandbox_the_referee_says_so(inside, team, dev):
    incident, _, _ = inside
    team.sandboxes.update(state="building")
    with pytest.raises(Refused, match="not ready"):
        objectives.request_objective_check(of(incident, "fixed"), player=dev, now=after(6))
    assert of(incident, "fixed").check_due_at == after(15)
