"""Two Docker engines, each in a network of its own as on two machines: a day is played on both, and one is lost."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from bench.second_engine import NoSecondEngine, second_engine
from gameday import clock, tasks
from gameday.background import engine_queue
from gameday.event import lifecycle, lost_hosts
from gameday.models import Host, Sandbox
from gameday.sandboxes import addresses, host_heartbeat, hosts, images, moving, provisioning
from scenarios.sandbox import EngineError
from scenarios.sandbox.docker.doors import Doors
from scenarios.sandbox.docker.engine import DockerEngine
from scoring.ledger import standings
from scoring.models import Observation, Tick, Walk
from scoring.referee import tick as referee
from scoring.referee import walks
from tests.making import make_gameday, make_incident, make_round, make_scenario, make_team
from tests.small_company import use_small_company

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def small():
    with pytest.MonkeyPatch.context() as patch:
        yield use_small_company(patch)


@pytest.fixture(scope="module")
def near(small):
    name = f"{django_settings.INSTALLATION}-near"
    engine = DockerEngine(django_settings.DOCKER_URL, installation=name, pool=django_settings.SANDBOX_NETWORK)
    engine.remove_all()
    yield engine
    engine.remove_all()


@pytest.fixture(scope="module")
def machine():
    """The other engine's machine."""
    try:
        with second_engine() as found:
            yield found
    except NoSecondEngine as error:
        pytest.skip(f"there cannot be a second engine here: {error}")


@pytest.fixture(scope="module")
def far(near, machine, small):
    """The other engine, with the images that the first has built."""
    near.build(small)
    doors = Doors("0.0.0.0", range(9600, 9632))
    engine = DockerEngine(
        machine.url, installation=near.installation, pool=django_settings.SANDBOX_NETWORK, doors=doors
    )
    for reference in near.image_references(small):
        engine.import_image(near.export_image(reference))
    return engine


@pytest.fixture
def work(near, far, machine, monkeypatch):
    """Runs the tasks that were sent to the two workers."""
    engines = {near.url: near, far.url: far}
    monkeypatch.setattr(addresses, "engine_for", lambda url, *doors: engines[url])
    sent: list[tuple[str, int]] = []
    send = lambda name, args, **about: sent.append((name.split(".")[-1], *args))  # noqa: E731
    monkeypatch.setattr(engine_queue.app, "send_task", send)
    where = {"shop_host": machine.address, "probe_host": machine.address}
    Host.objects.create(name="barn", url=machine.url, shop_bind="0.0.0.0", shop_ports="9600-9631", capacity=2, **where)

    def run() -> None:
        while sent:
            name, row = sent.pop(0)
            if name == "walk":
                walks.walk_host(Walk.objects.get(pk=row), timezone.now())
            else:
                getattr(tasks, name)(row)

    return run


def test_a_day_on_two_engines_goes_on_where_one_of_them_is_lost(work, near, far, machine):
    barn = Host.objects.get()
    for host in (hosts.local_host(), barn):
        hosts.refresh_host(host, timezone.now(), thorough=True)
        host_heartbeat.tell_life(host.name)
    gameday = make_gameday()
    images.bring_images(barn)
    first, second = (make_team(gameday, name=name) for name in ("Hooves", "Manes"))
    make_round(gameday, make_scenario(), starts_after=timedelta(hours=1))

    # Each team is whole on one host, at that host's own address.
    lifecycle.launch_gameday(gameday, by="Ada", now=timezone.now())
    work()
    clock.lobbies(timezone.now())
    gameday.refresh_from_db()
    assert gameday.state == "lobby", gameday.problem
    boxes = {row.host.name: row for row in Sandbox.objects.select_related("host", "team")}
    assert ([*near.handles()], [*far.handles()]) == ([boxes["local"].handle], [boxes["barn"].handle])
    assert addresses.shop_url(boxes["barn"]) == f"http://{machine.address}:{boxes['barn'].shop_port}/"

    # One tick, walked on both.
    lifecycle.start_gameday(gameday, by="Ada", now=timezone.now())
    play(gameday, work)
    assert Walk.objects.filter(host=barn, given_up=False).exclude(settled_at=None).count() == 1
    assert met(boxes["local"].team) == met(boxes["barn"].team) != {"error"}

    # The far machine is gone: its team's incident counts for nobody, and the other team plays on.
    burning = {name: make_incident(row.team, now=timezone.now()) for name, row in boxes.items()}
    machine.kill()
    with pytest.raises(EngineError):
        host_heartbeat.tell_life("barn")
    assert hosts.is_lost(Host.objects.get(pk=barn.pk), timezone.now() + hosts.LOST_AFTER)
    lost_hosts.lose_host(Host.objects.get(pk=barn.pk), timezone.now())
    states = {name: type(row).objects.get(pk=row.pk).state for name, row in burning.items()}
    assert states == {"local": "live", "barn": "voided"}
    play(gameday, work)
    assert met(boxes["barn"].team) == {"error"} != met(boxes["local"].team)
    assert Tick.objects.filter(settled_at=None).count() == 0
    assert standings.verify_standings(gameday) == []

    # One press builds its shop anew on the engine that is left.
    moving.move_team(boxes["barn"].team, by="Ada", now=timezone.now())
    work()
    row = provisioning.sandbox_of(boxes["barn"].team)
    assert (row.state, row.host.name) == ("ready", "local"), row.problem
    assert {first, second} == {each.team for each in Sandbox.objects.filter(state="ready").select_related("team")}


def play(gameday, work) -> None:
    """A tick that nobody has played yet."""
    last = Tick.objects.order_by("-number").values_list("number", flat=True).first() or 0
    type(gameday).objects.filter(pk=gameday.pk).update(
        started_at=timezone.now() - timedelta(seconds=(last + 1) * django_settings.TICK_SECONDS + 1)
    )
    gameday.refresh_from_db()
    assert referee.play_tick(gameday, timezone.now())
    work()


def met(team) -> set[str]:
    """What customers met at the team last."""
    row = Observation.objects.filter(team=team).order_by("-tick").first()
    return {journey["outcome"] for journey in row.journeys.values()}
