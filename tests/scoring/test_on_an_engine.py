"""The referee at a real shop: an incident from the first failing customer to the speed bonus."""

import base64
from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from gameday.models import Host
from gameday.sandboxes import addresses
from scenarios.waiting import wait_until
from scoring import tasks
from scoring.ledger import standings
from scoring.models import Entry, Objective, Observation
from scoring.referee import objectives, tick
from tests import making
from tests.making import NOW

pytestmark = [pytest.mark.engine, pytest.mark.django_db]

CHECK = b"test -e /tmp/mended || { echo Nobody has mended anything.; exit 1; }"
GOALS = [
    {"id": "named", "kind": "answer", "prompt": "What sleeps?", "accept": ["storefront"], "points": 20},
    {"id": "awake", "kind": "probe", "probe": "browse", "ok_for": "5s", "points": 40},
    {"id": "fixed", "kind": "command", "on": "storefront", "run": "check.sh", "points": 60},
]


@pytest.fixture
def box(real_engine, warm_sandbox):
    return real_engine, warm_sandbox.take()


@pytest.fixture
def burning(box, team, monkeypatch):
    """The team's open incident in that sandbox."""
    engine, sandbox = box
    monkeypatch.setattr(addresses, "engine_for", lambda url: engine)
    host = Host.objects.create(name="local", url=django_settings.DOCKER_URL)
    making.make_sandbox(team, host, handle=sandbox.handle, shop_port=sandbox.shop_port())
    assets = {"check.sh": base64.b64encode(CHECK).decode()}
    return making.make_incident(team, making.make_scenario(document={"objectives": GOALS}, assets=assets))


def play(gameday, number):
    """Play the tick with that number after NOW. Returns what its customers met."""
    assert tick.play_tick(gameday, NOW + timedelta(seconds=5 * number))
    row = Observation.objects.order_by("-tick").first()
    return {name: met["outcome"] for name, met in row.journeys.items()}


def open_again(sandbox, seconds=20):
    """Start the storefront and wait until it serves."""
    sandbox.start("storefront")
    asked = ["curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:8000/unicorns"]
    wait_until(lambda: sandbox.exec("storefront", asked).ok, within=seconds, otherwise="The storefront never serves.")


def test_an_incident_is_seen_mended_checked_named_and_paid(box, burning, gameday, dev):
    _, sandbox = box
    sandbox.stop("storefront")
    assert play(gameday, 1)["browse"] == "failed"
    open_again(sandbox)
    assert set(play(gameday, 2).values()) <= {"full", "slow"}
    assert set(play(gameday, 4).values()) <= {"full", "slow"}
    burning.refresh_from_db()
    assert burning.state == "mitigated"

    row = Objective.objects.get(key="fixed")
    tasks.check(row.pk, asked_for=True)
    row.refresh_from_db()
    assert (row.met_at, row.failures, row.detail) == (None, 1, "Nobody has mended anything.")
    sandbox.exec("storefront", ["touch", "/tmp/mended"])
    tasks.check(row.pk)
    sandbox.exec("storefront", ["rm", "/tmp/mended"])

    rows = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario")
    objectives.answer_objective(rows.get(key="named"), "the storefront", player=dev, now=NOW + timedelta(seconds=40))
    burning.refresh_from_db()
    assert burning.state == "resolved"
    paid = dict(Entry.objects.filter(incident=burning).values_list("kind", "points").order_by("id"))
    assert paid == {"objective": 20, "speed": 56}
    assert standings.verify_standings(gameday) == []
