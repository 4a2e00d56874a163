"""Healing: verified, escalated, continued after a worker's death, always finished, and by one worker only."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from gameday.background import row_lock
from gameday.event import lifecycle, reconciliation
from gameday.incidents import healing, incidents, injections
from gameday.models import Activity, GameDay, Injection, Sandbox
from gameday.sandboxes import provisioning
from scenarios.document import parse
from scenarios.faults import FAULTS
from scenarios.sandbox import EngineError
from scoring.pages.control import grid
from tests.gameday.conftest import fresh


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(healing, "GONE_WITHIN_SECONDS", 0.15)


@pytest.fixture
def row(burning) -> Injection:
    return burning[0].injections.get()


@pytest.fixture
def kill(monkeypatch):
    """Replaces a method of the fault kind."""
    return lambda verb, does: monkeypatch.setattr(FAULTS["container.kill"], verb, does, raising=False)


def refuse(call, recipe):
    raise EngineError("no way")


def ask(day, row):
    healing.request_healing(Injection.objects.filter(pk=row.pk), why="closed", by="Ada", now=day.now)


def plan(day, incident) -> Injection:
    box = provisioning.sandbox_of(incident.team)
    use = parse.document_of(incident.scenario).faults[0]
    return injections.plan_injection(incident, use, box, provisioning.driver_of(box), day.now)


def test_a_heal_is_verified_before_the_row_says_so(day, row, kill):
    kill("heal", lambda call, recipe: None)
    ask(day, row)
    day.work()
    assert (fresh(row).state, fresh(row).attempts) == ("healing", 1)
    assert "still there" in fresh(row).problem


def test_a_heal_that_fails_gets_a_new_container_and_the_facilitators_hear_of_it(day, row, kill):
    kill("heal", lambda call, recipe: None)
    ask(day, row)
    day.work()
    day.box(row.incident.team).start = lambda role: None
    for _ in range(2):
        day.tick(2)
    assert fresh(row).state == "healed"
    assert ("recreate", "cache") in day.box(row.incident.team).calls
    assert "a new container of cache" in fresh(row.incident.gameday).problem
    assert Activity.objects.filter(verb="trouble").count() == 1


def test_a_fault_that_even_a_new_container_keeps_gets_a_new_sandbox(day, row, kill):
    old = provisioning.sandbox_of(row.incident.team)
    kill("healed", lambda call, recipe: False)
    ask(day, row)
    day.work()
    for _ in range(4):
        day.tick(2)
    new = provisioning.sandbox_of(row.incident.team)
    assert (fresh(row).state, fresh(old).state, new.state) == ("healed", "gone", "ready")
    assert new.handle != old.handle
    assert "built anew" in fresh(row.incident.gameday).problem
    assert fresh(row.incident).state == "expired"


def test_a_fault_that_nothing_takes_out_is_never_given_up_and_the_facilitators_see_why(day, row, kill, monkeypatch):
    kill("heal", refuse)
    ask(day, row)
    with monkeypatch.context() as patched:
        patched.setattr(provisioning, "recreate_container", lambda row, role: refuse(None, None))
        patched.setattr(provisioning, "rebuild_sandbox", lambda team, by, now: refuse(None, None))
        day.work()
        for _ in range(4):
            day.tick(2)
        day.tick(60)
    assert (fresh(row).state, fresh(row).problem, fresh(row).attempts) == ("healing", "no way", len(healing.STEPS) - 1)
    assert "cannot be healed at all (no way)" in fresh(row.incident.gameday).problem
    page = grid.control_room(fresh(row.incident.gameday), day.now)
    [cell] = [cell for line in page.rows for cell in line.cells.values() if cell.incident == row.incident]
    assert cell.troubles == ["container.kill on cache: no way"]
    day.tick(61)
    day.tick(2)
    assert fresh(row).state == "healed"


def test_an_engine_that_is_away_spoils_no_step_and_destroys_nothing(day, row, kill):
    kill("heal", refuse)
    ask(day, row)
    day.engine.down = True
    for _ in range(10):
        day.tick(6)
    assert (fresh(row).state, fresh(row).attempts) == ("healing", 0)
    assert not [call for call in day.box(row.incident.team).calls if call[0] == "recreate"]


def test_a_heal_whose_worker_died_is_taken_over_by_another(day, row):
    ask(day, row)
    day.sent.clear()
    day.tick(4)
    assert fresh(row).state == "healing"
    day.tick(1)
    assert (fresh(row).state, fresh(row).healed_by) == ("healed", "closed")


def test_a_heal_that_is_delivered_twice_heals_once(day, row):
    ask(day, row)
    day.sent *= 3
    day.work()
    assert [call for call in day.box(row.incident.team).calls if call[0] == "start"] == [("start", "cache")]


def test_a_worker_that_died_while_it_put_the_fault_in_voids_the_incident_and_heals(day, running):
    incidents.open_round(running.rounds.get(), day.now)
    incident = running.incidents.first()
    running.incidents.update(state="injecting", due_at=day.now, next_at=day.now)
    running.incidents.exclude(pk=incident.pk).delete()
    row = plan(day, incident)
    assert injections._claim(row, day.now)
    day.box(incident.team).kill("cache")
    day.tick(1)
    assert (fresh(incident).state, fresh(row).state) == ("voided", "healed")
    assert day.cache_of(incident.team) == "running"
    assert len([call for call in day.box(incident.team).calls if call[0] == "kill"]) == 1


def test_a_worker_that_died_between_plan_and_apply_lets_another_apply_once(day, running):
    incidents.open_round(running.rounds.get(), day.now)
    running.incidents.update(state="injecting", due_at=day.now, next_at=day.now)
    for incident in running.incidents.all():
        plan(day, incident)
    day.tick(1)
    assert {incident.state for incident in running.incidents.all()} == {"live"}
    assert Injection.objects.count() == 2


def test_a_fault_that_was_planned_and_never_put_in_is_closed_without_a_heal(day, running):
    incidents.open_round(running.rounds.get(), day.now)
    running.incidents.update(state="injecting", due_at=day.now, next_at=day.now)
    incident = running.incidents.first()
    plan(day, incident)
    incidents.void_incident(incident, why="no", by="Ada", now=day.now)
    day.work()
    assert incident.injections.get().state == "healed"
    assert day.box(incident.team).calls == []


def test_a_halt_while_a_fault_goes_in_takes_it_out_again(day, running, kill):
    original = FAULTS["container.kill"].inject

    def halted_meanwhile(call, recipe):
        lifecycle.halt_faults(fresh(running), by="Ada", now=day.now)
        original(call, recipe)

    kill("inject", halted_meanwhile)
    day.tick(30)
    day.work()
    assert {row.state for row in Injection.objects.all()} == {"healed"}
    assert {day.cache_of(team) for team in running.teams.all()} == {"running"}


def test_a_row_that_another_worker_holds_is_left_alone(day, row):
    ask(day, row)
    holding, done = threading.Event(), threading.Event()

    def elsewhere():
        with row_lock.hold_row_lock(row):
            holding.set()
            done.wait(10)
        connection.close()

    other = threading.Thread(target=elsewhere)
    other.start()
    holding.wait(10)
    try:
        assert not healing.heal_injection(fresh(row), day.now)
        assert fresh(row).state == "healing"
    finally:
        done.set()
        other.join()
    assert healing.heal_injection(fresh(row), day.now)


def test_a_sandbox_that_is_gone_has_nothing_left_to_heal(day, row):
    day.engine.teardown(provisioning.sandbox_of(row.incident.team).handle)
    ask(day, row)
    day.work()
    assert fresh(row).state == "healed"


def test_a_rebuild_ends_the_incidents_of_the_old_sandbox(day, row):
    provisioning.rebuild_sandbox(row.incident.team, by="Ada", now=day.now)
    day.tick(1)
    assert (fresh(row).state, fresh(row.incident).state) == ("healed", "expired")
    assert day.cache_of(row.incident.team) == "running"


def test_a_worker_that_starts_continues_at_once_what_another_left(day, burning):
    one, other = (incident.injections.get() for incident in burning)
    ask(day, one)
    day.sent.clear()
    Sandbox.objects.create(
        team=None,
        host=day.host,
        handle="half",
        state="building",
        requested_at=day.now,
        warm=True,
        next_at=day.now + timedelta(seconds=10),
    )
    reconciliation.reconcile_hosts_of_worker({"host.local"}, day.now)
    day.work()
    day.tick()
    assert (fresh(one).state, fresh(other).state) == ("healed", "verified")
    assert Sandbox.objects.get(handle="half").state == "ready"


def test_a_sandbox_that_the_engine_lost_is_built_again_when_a_worker_starts(day, running):
    row = provisioning.sandbox_of(running.teams.first())
    day.engine.teardown(row.handle)
    reconciliation.reconcile_host(day.host, day.now)
    assert fresh(row).state == "building"
    day.work()
    assert (fresh(row).state, row.handle in day.engine.sandboxes) == ("ready", True)


@pytest.mark.parametrize("state", ["finished", "archived"])
def test_after_a_restart_no_sandbox_of_a_day_that_is_over_is_built_again(day, running, state):
    lost, standing = (provisioning.sandbox_of(team) for team in running.teams.all()[:2])
    GameDay.objects.filter(pk=running.pk).update(state=state)
    day.engine.teardown(lost.handle)
    reconciliation.reconcile_host(day.host, day.now)
    day.work()
    assert (fresh(lost).state, lost.handle in day.engine.sandboxes) == ("gone", False)
    assert (fresh(standing).state, standing.handle in day.engine.sandboxes) == ("ready", True)


def test_the_doors_of_a_gateway_that_was_killed_are_found_again_while_the_worker_lives(day, running):
    """Asking where they are starts it again (scenarios/sandbox/docker/host_services.py); a port may have been lost."""
    for number, team in enumerate(running.teams.all()):
        day.box(team).port = 9700 + number
    day.tick(4)
    assert sorted(Sandbox.objects.values_list("shop_port", flat=True)) == [9700, 9701]


def test_a_worker_of_another_host_reconciles_nothing_here(day, running):
    day.engine.teardown(provisioning.sandbox_of(running.teams.first()).handle)
    reconciliation.reconcile_hosts_of_worker({"host.far", "director"}, day.now)
    assert day.sent == []
    assert provisioning.sandbox_of(running.teams.first()).state == "ready"


def test_an_engine_that_comes_back_without_its_containers_gets_them_again_and_nobody_pays(day, burning):
    day.engine.down = True
    day.tick(4)
    assert "No Docker engine" in fresh(day.host).problem
    day.engine.down = False
    day.engine.sandboxes.clear()
    day.tick(4)
    assert fresh(day.host).problem == ""
    assert {row.state for row in Sandbox.objects.all()} == {"ready"}
    assert {fresh(incident).problem for incident in burning} == {"the engine was restarted."}
