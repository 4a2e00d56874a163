"""The director on a real engine: a launch, a fault from due to healed, a warm sandbox, and workers that are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from gameday import clock, tasks
from gameday.background import engine_queue
from gameday.event import disk_watch, lifecycle
from gameday.incidents import healing, incidents, injections
from gameday.models import GameDay, Incident, Injection, LastTick, Sandbox, Transition
from gameday.sandboxes import addresses, hosts, provisioning, room, written
from scenarios import company
from scenarios.choices import ContainerStatus
from scenarios.faults import FAULTS
from scenarios.sandbox import Spec
from scenarios.sandbox.docker.engine import DockerEngine
from tests.making import DOCUMENT, make_gameday, make_round, make_sandbox, make_scenario, make_team
from tests.small_company import use_small_company
from tests.waiting import eventually
from tests.warm_sandbox import WarmSandbox

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]

TEAMS = ("Hooves", "Manes")
INSTALLATION = f"{django_settings.INSTALLATION}-director"
ASLEEP = DOCUMENT["faults"][0] | {"verify": {"probe": "browse", "expect": "fail", "within": "20s"}}


@pytest.fixture(scope="module", autouse=True)
def small():
    """The company of every game day here."""
    with pytest.MonkeyPatch.context() as patch:
        yield use_small_company(patch)


@pytest.fixture(scope="module")
def engine():
    """The engine with an installation for this module only. Everything of it is removed at the end."""
    engine = DockerEngine(django_settings.DOCKER_URL, installation=INSTALLATION, pool=django_settings.SANDBOX_NETWORK)
    engine.remove_all()
    yield engine
    engine.remove_all()


@pytest.fixture
def sent(engine, settings, monkeypatch):
    """The tasks that were sent to workers. `work` runs them."""
    settings.INSTALLATION = INSTALLATION
    monkeypatch.setattr(addresses, "engine_for", lambda url: engine)
    messages: list[tuple[str, int]] = []
    send = lambda name, args, **about: messages.append((name.split(".")[-1], *args))  # noqa: E731
    monkeypatch.setattr(engine_queue.app, "send_task", send)
    return messages


def work(sent) -> None:
    while sent:
        name, row = sent.pop(0)
        getattr(tasks, name)(row)


@pytest.fixture(scope="module")
def stable(engine, small) -> list[WarmSandbox]:
    """Two sandboxes that are handed on from test to test."""
    image = engine.build(small)
    return [WarmSandbox(engine, Spec(f"warm-{name.lower()}", small, image)) for name in TEAMS]


def made_gameday(**changes) -> GameDay:
    gameday = make_gameday(**changes)
    for name in TEAMS:
        make_team(gameday, name=name)
    make_round(gameday, make_scenario(document={"faults": [ASLEEP]}), starts_after=timedelta(seconds=1))
    tasks.refresh(hosts.local_host().pk)
    return gameday


@pytest.fixture
def gameday(sent, stable) -> GameDay:
    """Two teams in the lobby, their shops open."""
    gameday = made_gameday(state="lobby")
    for team, warm in zip(gameday.teams.all(), stable, strict=True):
        port = warm.take().shop_port()
        make_sandbox(team, hosts.local_host(), handle=warm.spec.handle, shop_port=port)
    return gameday


@pytest.fixture
def launched(sent) -> Iterator[GameDay]:
    """Two teams that a facilitator has launched, with new sandboxes."""
    gameday = made_gameday()
    lifecycle.launch_gameday(gameday, by="Ada", now=timezone.now())
    work(sent)
    clock.lobbies(timezone.now())
    gameday.refresh_from_db()
    assert gameday.state == "lobby", gameday.problem
    yield gameday
    for row in Sandbox.objects.exclude(gone_at__isnull=False).select_related("host"):
        provisioning.teardown_sandbox(row, timezone.now())


def service(team) -> str:
    """The supervisor's status of the storefront."""
    return provisioning.driver_of(provisioning.sandbox_of(team)).exec("storefront", ["sv", "status", "storefront"]).text


def test_a_fault_goes_from_due_to_live_to_mended_by_players_and_the_rest_to_healed(launched, sent):
    first, second = launched.teams.all()
    lifecycle.start_gameday(launched, by="Ada", now=timezone.now())

    def all_live() -> bool:
        LastTick.objects.all().delete()  # a busy engine may take longer than the clock takes for a gap
        clock.tick(timezone.now())
        work(sent)
        return Incident.objects.filter(state="live").count() == 2

    assert eventually(all_live), list(Incident.objects.values("state", "problem"))
    assert service(first).startswith("down:")
    assert injections.injection_skew(Incident.objects.first().round) is not None

    provisioning.driver_of(provisioning.sandbox_of(first)).exec("storefront", ["sv", "up", "storefront"])
    tasks.detect(provisioning.sandbox_of(first).pk)
    assert Injection.objects.get(incident__team=first).healed_by == "players"

    assert lifecycle.halt_faults(launched, by="Ada", now=timezone.now()) == 1
    work(sent)
    assert eventually(lambda: service(second).startswith("run:"))
    assert {row.state for row in Injection.objects.all()} == {"healed"}


# Small files without end, as a player would who knows that a large one is cut off. It ends by itself if nobody ends it.
FLOOD = "for n in $(seq 40); do head -c 8000000 /dev/zero > /root/flood-$n; sleep 0.2; done"


def test_a_flood_of_writes_is_stopped_and_its_team_makes_room(gameday, sent, engine, small, monkeypatch):
    """The bound is lower here, so that the test need not write a gigabyte; the database alone has written a part of it."""
    row = provisioning.sandbox_of(gameday.teams.first())
    base = sum(one.mb for one in engine.written()[row.handle].values())
    monkeypatch.setattr(company, "load_company", lambda id: small.model_copy(update={"disk_mb": base + 32}))
    box = provisioning.driver_of(row)
    box.spawn("storefront", ["sh", "-c", FLOOD])

    def frozen() -> bool:
        disk_watch.look_at_writers(row.host, timezone.now())
        return box.states()["storefront"].status == ContainerStatus.PAUSED

    assert eventually(frozen), engine.written()[row.handle]
    stopped_at = engine.written()[row.handle]["storefront"]
    assert 8 < stopped_at.mb < 320
    (message,) = gameday.messages.all()
    assert message.text.startswith("The service “Storefront” was frozen: your company has written ")
    assert engine.written()[row.handle]["storefront"] == stopped_at

    box.unpause("storefront")
    box.exec("storefront", ["sh", "-c", "pkill -f 'fl[o]od-'; rm -f /root/fl?od-*"])
    assert disk_watch.look_at_writers(row.host, timezone.now()) == 0
    row.refresh_from_db()
    assert written.notice(row) == ""
    tasks.measure(row.host.pk)
    measured = room.room_of(hosts.local_host(), timezone.now())
    assert measured
    assert 0 < measured.free_mb <= measured.disk_mb


def test_a_heal_that_does_nothing_ends_in_a_new_container_that_works(gameday, sent, monkeypatch):
    team = gameday.teams.first()
    gameday.rounds.all().delete()  # its fault would go in at both teams
    lifecycle.start_gameday(gameday, by="Ada", now=timezone.now())
    scenario = make_scenario(document={"faults": [DOCUMENT["faults"][0]]})
    [incident] = incidents.open_scenario_now(gameday, scenario, team=team, by="Ada", now=timezone.now())
    clock.tick(timezone.now())
    work(sent)
    assert eventually(lambda: Incident.objects.get(pk=incident.pk).state == "live")
    monkeypatch.setattr(FAULTS["process.kill"], "heal", lambda call, recipe: None, raising=False)
    monkeypatch.setattr(healing, "GONE_WITHIN_SECONDS", 1.0)
    incidents.heal_incident_now(incident, by="Ada", now=timezone.now())

    def healed() -> bool:
        work(sent)
        healing.resend_unfinished_heals(timezone.now())
        return Injection.objects.get(incident=incident).state == "healed"

    assert eventually(healed)
    assert service(team).startswith("run:")
    assert "a new container of storefront" in GameDay.objects.get(pk=gameday.pk).problem


def test_a_warm_sandbox_becomes_a_teams_and_one_team_can_be_rebuilt(launched, sent, settings):
    settings.WARM_POOL = 1
    provisioning.refill_warm_pool(timezone.now())
    work(sent)
    warm = Sandbox.objects.get(team=None)
    assert warm.state == "ready"
    team = launched.teams.first()
    provisioning.rebuild_sandbox(team, by="Ada", now=timezone.now())
    began = time.monotonic()
    work(sent)
    print("old one away and warm one awake:", round(time.monotonic() - began, 2), "s")
    row = provisioning.sandbox_of(team)
    assert (row.pk, row.state, row.warm) == (warm.pk, "ready", False)
    shop = provisioning.driver_of(row).exec("edge", ["curl", "-s", "http://localhost:8080/"]).text
    assert "Hooves" in shop


# Workers that are killed ---------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    base = django_settings.DATABASES["default"]
    server, name = f"{base['HOST']}:{base['PORT']}", connection.settings_dict["NAME"]
    url = f"postgres://{base['USER']}:{base['PASSWORD']}@{server}/{name}"
    own = {"DATABASE_URL": url, "GAMEDAY_INSTALLATION": INSTALLATION, "REDIS_URL": django_settings.REDIS_URL}
    return os.environ | own | {"CELERY_SKIP_CHECKS": "1"}  # they are a test of their own


@contextmanager
def process(*words: str):
    """Runs a process for the block and always ends it."""
    started = subprocess.Popen([sys.executable, *words], env=environment(), cwd=django_settings.BASE_DIR)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def worker(step: str, notes, name: str):
    return process(
        "-m",
        "tests.gameday.slow_worker",
        step,
        str(notes),
        "-Q",
        "director,host.local",
        "-c",
        "4",
        "-l",
        "warning",
        "-n",
        f"{name}@director",
    )


@pytest.fixture
def beat(tmp_path):
    with process(
        "-m", "celery", "-A", "gameday", "beat", "-l", "warning", "-s", str(tmp_path / "schedule"), "--pidfile", ""
    ) as started:
        yield started


@pytest.mark.parametrize("step", ["before", "after", "heal", "never"])
def test_a_worker_killed_at_any_moment_leaves_nothing_behind_and_nothing_goes_in_twice(
    gameday, beat, tmp_path, step, sent, monkeypatch
):
    team = gameday.teams.first()
    gameday.teams.last().sandboxes.update(state="broken")
    notes = tmp_path / "notes"
    notes.touch()
    ttl = {"heal": 3.0, "never": 6.0}.get(step, 600.0)
    make_round(gameday, make_scenario(document={"faults": [ASLEEP | {"ttl": ttl}]}))
    gameday.rounds.exclude(scenario__document__faults__0__ttl=ttl).delete()
    gameday.rounds.update(starts_after=timedelta())
    with ExitStack() as stack:
        first = stack.enter_context(worker(step, notes, "first"))
        if step == "never":  # the fault is in, and another worker is there already when its deadline comes
            stack.enter_context(worker("never", notes, "other"))
        lifecycle.start_gameday(gameday, by="Ada", now=timezone.now())
        reached = (
            (lambda: step in notes.read_text().split())
            if step != "never"
            else (lambda: team.incidents.filter(state="live").exists())
        )
        assert eventually(reached, 60), notes.read_text()
        first.send_signal(signal.SIGKILL)
        first.wait()
        if step != "never":
            stack.enter_context(worker("never", notes, "second"))
        row = Injection.objects.get(incident__team=team)
        assert eventually(lambda: Injection.objects.get(pk=row.pk).state == "healed", 60), (
            Injection.objects.filter(pk=row.pk).values("state", "problem", "attempts", "next_at").get()
        )
        assert eventually(lambda: service(team).startswith("run:"))
        over = {"before": "voided", "after": "voided"}.get(step, "expired")  # the clock's next second may see to it
        assert eventually(lambda: Incident.objects.get(pk=row.incident_id).state == over, 60)
    row.refresh_from_db()
    assert notes.read_text().split().count("before") == 1
    assert Transition.objects.filter(noun="Injection", row=row.pk, new="applied").count() == (step in ("heal", "never"))
    if step in ("heal", "never"):
        print("healed this long after the deadline:", (row.healed_at - row.deadline).total_seconds())


def test_a_worker_killed_while_it_builds_leaves_a_sandbox_that_another_finishes(beat, tmp_path, sent, stable):
    for warm in stable:  # whatever has no row is an orphan
        warm.clear()
    gameday = make_gameday()
    make_team(gameday, name="Hooves")
    make_round(gameday, make_scenario())
    tasks.refresh(hosts.local_host().pk)
    notes = tmp_path / "notes"
    notes.touch()

    def building() -> bool:
        row = Sandbox.objects.filter(state="building").first()
        return bool(row and "starting" in row.progress.values())

    with ExitStack() as stack:
        first = stack.enter_context(worker("never", notes, "first"))
        lifecycle.launch_gameday(gameday, by="Ada", now=timezone.now())
        row = Sandbox.objects.get()
        Sandbox.objects.filter(pk=row.pk).update(next_at=timezone.now())
        assert eventually(building, 90, every=0.02), Sandbox.objects.values("state", "progress", "problem").get()
        first.send_signal(signal.SIGKILL)
        first.wait()
        stack.enter_context(worker("never", notes, "second"))
        assert eventually(lambda: Sandbox.objects.get().state == "ready", 120), Sandbox.objects.values().get()
    row.refresh_from_db()
    assert {state.status for state in provisioning.driver_of(row).states().values()} == {"running"}
    assert list(provisioning.engine_of(row).handles()) == [row.handle]
    provisioning.teardown_sandbox(row, timezone.now())
    assert provisioning.engine_of(row).handles() == {}
