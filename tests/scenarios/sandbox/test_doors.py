"""The shops' doors: on fixed ports, which outlive the gateway; what another program holds is stepped over and told."""

import logging
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.conf import settings

from gameday.operations.running import ports
from scenarios.sandbox import MOST_DOORS, EngineError, Spec
from scenarios.sandbox.docker.doors import Doors, plan_doors, published_ports, refused_ports
from scenarios.sandbox.docker.engine import DockerEngine

RANGE = range(9100, 9500)


@pytest.mark.engine
def test_each_sandbox_has_a_port_of_its_own_and_a_freed_one_is_given_again(engine, build):
    first, second = build("door-one"), build("door-two")
    freed = first.shop_port()
    assert freed != second.shop_port()
    assert {freed, second.shop_port()} <= set(RANGE)
    engine.teardown("door-one")
    assert build("door-three").shop_port() == freed


@pytest.mark.engine
def test_a_sandbox_that_is_built_up_again_with_nothing_left_of_it_gets_its_old_port(engine, hut, build):
    """As when the platform ended, which takes all sandboxes away, and is started again."""
    build("before")
    wanted = build("again").shop_port()
    engine.teardown("before")
    engine.teardown("again")
    assert engine.provision(Spec("again", *hut, port=wanted)).shop_port() == wanted


@pytest.mark.engine
def test_when_the_gateway_was_removed_and_is_back_every_shop_is_where_it_was(engine, build):
    build("gone")
    stay = [build("stays-one"), build("stays-two")]
    engine.teardown("gone")
    before = [sandbox.shop_port() for sandbox in stay]
    engine.host.gateway().remove(force=True)
    assert [sandbox.shop_port() for sandbox in stay] == before
    assert set(before) <= set(published_ports(engine.host.gateway()))


@pytest.fixture
def three_ports(engine, hut) -> Iterator[tuple[DockerEngine, range]]:
    """An installation with few ports, and these."""
    first = next(port for port in range(19100, 30000, 3) if all(ports.is_free(port + n) for n in range(3)))
    few = range(first, first + 3)
    name = f"{engine.installation}-few"
    other = DockerEngine(
        settings.DOCKER_URL, installation=name, pool=settings.SANDBOX_NETWORK, doors=Doors("127.0.0.1", few)
    )
    yield other, few
    other.remove_all()


@pytest.mark.engine
def test_a_port_that_another_program_took_meanwhile_is_told_and_only_that_shop_moves(three_ports, hut, caplog):
    engine, (first, second, third) = three_ports
    with closing(socket.create_server(("127.0.0.1", first))):
        unlucky, other = engine.provision(Spec("unlucky", *hut)), engine.provision(Spec("other", *hut))
        assert [unlucky.shop_port(), other.shop_port()] == [second, third]
        assert engine.surroundings().doors == 2
    engine.host.gateway().remove(force=True)
    with closing(socket.create_server(("127.0.0.1", second))), caplog.at_level(logging.WARNING):
        assert [unlucky.shop_port(), other.shop_port()] == [first, third]
        assert f"The shop of unlucky has a new port, {first}: another program has taken {second}." in caplog.text
        with pytest.raises(EngineError, match="2 doors for shops and all are taken"):
            engine.provision(Spec("third", *hut))


def test_sandboxes_keep_their_ports_and_the_rest_is_filled_up_with_free_ones():
    plan = plan_doors(RANGE, {"a": 9105, "b": 9499}, {9100, 9105, 22}, set())
    assert plan.moved == {}
    assert plan.published[:6] == [9101, 9102, 9103, 9104, 9105, 9106]
    assert (len(plan.published), plan.published[-1]) == (MOST_DOORS, 9499)


def test_a_sandbox_from_before_there_were_fixed_ports_gets_one():
    assert plan_doors(range(9100, 9103), {"old": 0, "new": 9100}, set(), set()).moved == {"old": 9101}


def test_where_no_port_is_left_it_is_said_with_what_to_do():
    with pytest.raises(EngineError, match=r"Too few of the ports 9100 to 9101 .* GAMEDAY_SHOP_PORTS"):
        plan_doors(range(9100, 9102), {}, {9100, 9101}, set())
    with pytest.raises(EngineError, match="the doors of 2 shops"):
        plan_doors(range(9100, 9102), {"a": 9100, "b": 9101}, {9101}, {9100})


@pytest.mark.parametrize(
    "complaint",
    [
        "endpoint x (1f2e9107aa): Bind for 0.0.0.0:9107 failed: port is already allocated",
        "endpoint x: Error starting userland proxy: listen tcp4 127.0.0.1:9107: bind: address already in use",
        "endpoint x: failed to bind host port 127.0.0.1:9107/tcp: address already in use",
        "endpoint x: failed to bind host port for [::]:9107:172.20.0.2:9107/tcp: address already in use",
    ],
)
def test_the_engines_words_for_a_taken_port_are_understood(complaint):
    assert refused_ports(f"driver failed programming external connectivity on {complaint}", RANGE) == {9107}
    assert refused_ports("OCI runtime create failed: no space left", RANGE) == set()
