"""The clock: rounds, incidents, deadlines and endings, each found once and claimed before it is sent."""

from datetime import timedelta

from gameday.event import lifecycle
from gameday.incidents import incidents, injecting, injections
from gameday.incidents.injections import LONGEST_WAIT_FOR_EFFECT
from gameday.models import Activity, GameDay, Injection, Round, Transition
from scenarios import probes
from scenarios.faults import FAULTS
from scenarios.probes import Reading
from scenarios.sandbox import EngineError
from tests.gameday.conftest import DEAD_CACHE, fresh, scenario_of
from tests.making import make_player


def test_a_round_opens_for_every_team_at_the_same_moment_and_once(day, running):
    day.tick(20)
    assert not running.incidents.exists()
    day.tick(10)
    day.tick()
    assert {incident.due_at for incident in running.incidents.all()} == {running.started_at + timedelta(minutes=1)}
    assert running.incidents.count() == 2


def test_a_task_is_sent_a_little_early_and_waits_for_the_moment(day, running):
    day.tick(29.8)
    row = Injection.objects.order_by("applying_at").first()
    assert timedelta() <= row.applying_at - row.incident.due_at < timedelta(seconds=0.15)


def test_an_incident_goes_live_when_its_effect_is_seen(day, burning):
    incident = burning[0]
    row = incident.injections.get()
    assert (row.state, day.cache_of(incident.team)) == ("verified", "exited")
    assert incident.live_at >= row.verified_at
    assert incident.expires_at == incident.live_at + timedelta(minutes=20)
    assert Activity.objects.filter(public=True, verb="incident").count() == 2


def test_the_recipe_and_the_deadline_are_in_the_row_before_the_sandbox_is_touched(day, running, monkeypatch):
    seen = []
    kind = FAULTS["container.kill"]
    monkeypatch.setattr(
        kind, "inject", lambda call, recipe: seen.append(Injection.objects.get(handle=call.handle)), raising=False
    )
    day.tick(30)
    assert [row.state for row in seen] == ["planned", "planned"]
    assert all(row.recipe["container"] and row.deadline > day.now and row.applying_at for row in seen)


def test_a_fault_with_a_later_moment_goes_in_then(day, running):
    late = DEAD_CACHE | {"id": "later", "target": "edge", "after": 30}
    Round.objects.update(scenario=scenario_of(DEAD_CACHE, late))
    day.tick(30)
    incident = running.incidents.first()
    assert incident.state == "injecting"
    assert day.box(incident.team).statuses["edge"] == "running"
    day.tick(20)
    assert day.box(incident.team).statuses["edge"] == "running"
    day.tick(10)
    assert fresh(incident).state == "live"
    assert day.box(incident.team).statuses["edge"] == "exited"


def test_one_error_while_a_fault_is_put_in_or_verified_is_no_reason_to_give_up(day, running, monkeypatch):
    kind = FAULTS["container.kill"]
    troubles = iter([True, False, True, False] * 2)

    def now_and_then(verb):
        def does(call, recipe):
            if next(troubles, False):
                raise EngineError("busy")
            return verb(call, recipe)

        return does

    monkeypatch.setattr(kind, "inject", now_and_then(kind.inject), raising=False)
    monkeypatch.setattr(kind, "verify", now_and_then(kind.verify), raising=False)
    day.tick(30)
    assert {incident.state for incident in running.incidents.all()} == {"live"}


def test_an_effect_that_is_never_seen_voids_the_incident_and_is_healed(day, running, monkeypatch):
    monkeypatch.setattr(injecting, "STAY", 0.0)
    monkeypatch.setattr(FAULTS["container.kill"], "verify", lambda call, recipe: False, raising=False)
    day.tick(30)
    incident = running.incidents.first()
    assert incident.state == "injecting"
    day.tick(11)
    assert fresh(incident).state == "injecting"
    day.tick(LONGEST_WAIT_FOR_EFFECT.total_seconds())
    assert fresh(incident).state == "voided"
    assert "never seen" in fresh(incident).problem
    assert day.cache_of(incident.team) == "running"


def test_a_probe_that_cannot_look_proves_no_effect_and_the_reason_is_written_down(day, running, monkeypatch):
    monkeypatch.setattr(injecting, "STAY", 0.0)
    monkeypatch.setattr(probes, "read_probe_now", lambda use, **where: Reading("error", why="Nobody opens the door."))
    Round.objects.update(scenario=scenario_of(DEAD_CACHE | {"verify": {"probe": "browse", "expect": "fail"}}))
    day.tick(30)
    incident = running.incidents.first()
    assert (incident.state, incident.injections.get().state) == ("injecting", "applied")
    day.tick(LONGEST_WAIT_FOR_EFFECT.total_seconds() + 1)
    assert fresh(incident).state == "voided"
    assert fresh(incident).problem == (
        "container.kill went into cache, but its effect was never seen: browse cannot be looked at: Nobody opens the door."
    )
    assert (incident.injections.get().state, day.cache_of(incident.team)) == ("healed", "running")


def test_a_team_whose_sandbox_is_not_ready_gets_a_voided_incident(day, running):
    first = running.teams.first()
    first.sandboxes.update(state="broken")
    day.tick(30)
    assert [incident.state for incident in running.incidents.order_by("team")] == ["voided", "live"]
    assert "not ready" in first.incidents.get().problem


def test_a_reason_that_the_clock_gives_is_in_the_language_of_the_game_day(day, running):
    GameDay.objects.update(language="fr")
    first = running.teams.first()
    first.sandboxes.update(state="broken")
    day.tick(30)
    assert first.incidents.get().problem == f"Le bac à sable de {first} n'est pas prêt."


def test_an_incident_that_was_live_long_enough_expires_and_is_healed(day, burning):
    day.tick(20 * 60 + 1)
    assert {incident.state for incident in map(fresh, burning)} == {"expired"}
    assert [row.healed_by for row in Injection.objects.all()] == ["deadline", "deadline"]
    assert day.cache_of(burning[0].team) == "running"


def test_nothing_outlives_its_deadline_though_the_incident_stays_open(day, burning):
    Injection.objects.filter(incident=burning[0]).update(deadline=day.now)
    day.tick(1)
    assert (fresh(burning[0]).state, burning[0].injections.get().state) == ("live", "healed")


def test_players_who_mend_it_by_themselves_are_credited(day, burning):
    day.box(burning[0].team).start("cache")
    day.tick(6)
    row = burning[0].injections.get()
    assert (row.state, row.healed_by) == ("healed", "players")
    assert burning[1].injections.get().state == "verified"
    assert burning[0].team.activities.filter(verb="mended").count() == 1


def test_a_fault_that_ends_by_itself_is_not_credited_to_players(day, running):
    Round.objects.update(scenario=scenario_of(DEAD_CACHE | {"kind": "container.pause"}))
    kind = FAULTS["container.pause"]
    kind.healed = lambda call, recipe: True
    try:
        day.tick(30)
    finally:
        del kind.healed
    assert {row.healed_by for row in Injection.objects.all()} == {"itself"}
    assert {row.state for row in running.incidents.all()} == {"live"}


def test_the_day_ends_when_its_time_is_over_and_everything_is_healed(day, burning):
    GameDay.objects.update(duration=timedelta(minutes=2))
    day.tick(59)
    assert fresh(burning[0].gameday).state == "running"
    day.tick(61)
    assert fresh(burning[0].gameday).state == "finished"
    assert {row.state for row in Injection.objects.all()} == {"healed"}
    assert {fresh(incident).state for incident in burning} == {"expired"}


def test_an_incident_that_was_not_live_when_the_day_ends_is_voided(day, running):
    incident = incidents.open_incident(running.teams.first(), scenario_of(), day.now + timedelta(hours=1), now=day.now)
    lifecycle.finish_gameday(running, by="Ada", now=day.now)
    assert fresh(incident).state == "voided"


def test_an_inject_that_is_delivered_twice_applies_once(day, burning, monkeypatch):
    incidents.put_faults_in(burning[0], day.now)
    day.sent = [("put_faults_in", burning[0].pk)] * 3
    day.work()
    assert [call for call in day.box(burning[0].team).calls if call[0] == "kill"] == [("kill", "cache")]
    assert Transition.objects.filter(noun="Injection", new="applied").count() == 2


def test_an_inject_message_that_was_lost_is_sent_again(day, running):
    day.now += timedelta(seconds=30)
    incidents.send_due_incidents(day.now)
    incidents.open_round(running.rounds.get(), day.now)
    incidents.send_due_incidents(day.now)
    day.sent.clear()
    day.tick(4)
    assert {incident.state for incident in running.incidents.all()} == {"injecting"}
    day.tick(1)
    assert {incident.state for incident in running.incidents.all()} == {"live"}


def test_one_part_of_the_clock_that_fails_does_not_stop_the_others(day, running, monkeypatch):
    monkeypatch.setattr(incidents, "open_round", lambda round, now: 1 / 0)
    GameDay.objects.update(duration=timedelta(seconds=31))
    day.tick(2)
    assert fresh(running).state == "finished"


def test_the_skew_between_the_teams_is_measured(day, burning):
    first, second = Injection.objects.order_by("pk")
    Injection.objects.filter(pk=second.pk).update(applied_at=first.applied_at + timedelta(seconds=0.4))
    assert injections.injection_skew(burning[0].round) == 0.4
    assert all((first.applying_at, first.applied_at, first.verified_at))


def test_an_incident_that_is_voided_afterwards_ended_when_it_ended(day, burning):
    incidents.resolve_incident(burning[0], now=day.now, by="the referee")
    ended = fresh(burning[0]).ended_at
    assert incidents.void_incident(burning[0], why="unfair", by="Ada", now=day.now + timedelta(minutes=5))
    assert (fresh(burning[0]).state, fresh(burning[0]).ended_at) == ("voided", ended)


def test_players_move_an_incident_once_each(day, burning):
    player = make_player(burning[0].team)
    assert incidents.acknowledge_incident(burning[0], player, now=day.now)
    assert not incidents.acknowledge_incident(fresh(burning[0]), player, now=day.now)
    assert incidents.mitigate_incident(burning[0], now=day.now, by="the referee")
    assert incidents.resolve_incident(burning[0], now=day.now, by="the referee")
    assert not incidents.resolve_incident(burning[0], now=day.now, by="the referee")
    day.work()
    assert burning[0].injections.get().healed_by == "closed"
    told = [row.verb for row in burning[0].activities.order_by("pk")]
    assert told == ["incident", "acknowledged", "mitigated", "resolved"]
