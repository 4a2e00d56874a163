"""Each host has its own doors, shops' address and probes' address; what its row leaves empty is as the settings say."""

import pytest
from django.core.exceptions import ValidationError

from gameday.models import Host
from gameday.sandboxes import addresses
from scenarios.sandbox import EngineError
from tests import making

pytestmark = pytest.mark.django_db

BARN = {"shop_host": "barn.example", "probe_host": "10.0.0.2", "shop_bind": "0.0.0.0", "shop_ports": "9600-9640"}


@pytest.fixture
def box():
    return making.make_sandbox(making.make_team(making.make_gameday()), making.make_host(**BARN), shop_port=9605)


def test_a_team_s_shop_and_probes_are_at_its_own_host(box, settings):
    assert addresses.shop_url(box) == "http://barn.example:9605/"
    assert addresses.probe_url(box) == "http://10.0.0.2:9605"
    assert addresses.ports_of(box.host) == range(9600, 9641)
    box.host = making.make_host()
    assert addresses.shop_url(box) == f"http://{settings.SHOP_HOST}:9605/"
    assert addresses.probe_url(box) == f"http://{settings.PROBE_HOST}:9605"
    assert addresses.ports_of(box.host) == settings.SHOP_PORTS


def test_two_hosts_doors_are_told_to_two_engines(box):
    plain = making.make_host(url=box.host.url)
    assert addresses.engine_at(box.host) is addresses.engine_at(box.host)
    assert addresses.engine_at(box.host) is not addresses.engine_at(plain)


def test_an_engine_that_serves_itself_is_asked_by_nobody_else():
    """Its socket has the name of ours: we would take our own engine for it, and remove all that runs there."""
    with pytest.raises(EngineError, match="asked by its own processes alone"):
        addresses.engine_at(Host(name="barn", url="unix:///var/run/docker.sock", serve_url="http://barn:8100"))


@pytest.mark.parametrize(
    ("column", "wrong", "told"),
    [
        ("shop_ports", "9100", "as 9100-9499"),
        ("shop_ports", "80-90", "from 1024 to 65535"),
        ("shop_bind", "barn", "an IP address of that machine"),
        ("shop_host", "http://barn", "without http://"),
        ("shop_host", "localhost", "would get all cookies"),
        ("probe_host", "barn:80", "without a port"),
    ],
)
def test_an_address_that_is_none_is_refused_with_what_to_give(settings, column, wrong, told):
    settings.PUBLIC_URL = "http://localhost:8000"
    with pytest.raises(ValidationError) as refusal:
        Host(name="barn", url="fake://barn", **{column: wrong}).full_clean()
    assert told in str(refusal.value.message_dict[column])
