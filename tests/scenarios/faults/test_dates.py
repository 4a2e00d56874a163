"""Certificates and clocks: what counts as mended, and what a moved clock leaves alone."""

import time
from contextlib import contextmanager

import pytest
from pydantic import ValidationError

from scenarios.faults import FAULTS, Call
from scenarios.faults.machine.clock import SkewArguments
from tests.waiting import eventually

engine = pytest.mark.engine
SELF_SIGNED = """openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=edge \
  -addext subjectAltName=DNS:edge -keyout /etc/unicorn/tls/edge.key -out /etc/unicorn/tls/edge.pem && sv hup nginx"""


@contextmanager
def faulty(sandbox, kind, target, **arguments):
    """The fault is in force while the block runs. Yields a function: is it healed?"""
    fault = FAULTS[kind]
    call = Call(sandbox, target, fault.Arguments(**arguments), "t" + kind.replace(".", ""), 120.0, {})
    recipe = fault.plan(call)
    try:
        fault.inject(call, recipe)
        assert eventually(lambda: fault.verify(call, recipe))
        yield lambda: fault.healed(call, recipe)
    finally:
        fault.heal(call, recipe)
        assert eventually(lambda: fault.healed(call, recipe))


def told(sandbox, role, line):
    return sandbox.exec(role, ["bash", "-c", line]).text


@engine
def test_a_certificate_that_players_have_renewed_is_theirs_and_stays(sandbox):
    serial = "openssl x509 -noout -serial -in /etc/unicorn/tls/edge.pem"
    with faulty(sandbox, "tls.expire", "edge") as healed:
        assert "in place" in told(sandbox, "edge", "renew 90")
        assert eventually(healed)
        renewed = told(sandbox, "edge", serial)
    assert told(sandbox, "edge", serial) == renewed


@engine
def test_a_certificate_that_signs_itself_is_not_mended_and_gives_way(sandbox):
    with faulty(sandbox, "tls.expire", "edge") as healed:
        told(sandbox, "edge", SELF_SIGNED)
        time.sleep(1)
        assert not healed()


@engine
def test_a_shop_in_another_year_serves_on_and_only_its_calendar_is_wrong(sandbox):
    workers = "cat /proc/$(cat /run/supervise/storefront/pid)/task/*/children"
    with faulty(sandbox, "clock.skew", "storefront", service="storefront", to="2032-02-29T23:30"):
        assert eventually(lambda: told(sandbox, "workbench", "curl -s storefront:8000/alive"))
        before = told(sandbox, "storefront", workers)
        time.sleep(3)
        assert "Sun, 29 Feb 2032 23:3" in told(sandbox, "workbench", "curl -sI storefront:8000/alive")
        assert "2032" not in told(sandbox, "storefront", "date")
        assert told(sandbox, "storefront", workers) == before


@engine
def test_a_moved_clock_waits_as_long_as_any_other(sandbox):
    ask = "import time; a, b = time.monotonic(), time.time(); print(int(a), int(b))"
    moved = f'LD_PRELOAD=/opt/unicorn/lib/clock.so CLOCK_AHEAD_S=-86400 python3 -c "{ask}"'
    plain, other = (
        [int(word) for word in told(sandbox, "workbench", line).split()] for line in (f'python3 -c "{ask}"', moved)
    )
    assert abs(other[0] - plain[0]) < 60
    assert abs(plain[1] - 86400 - other[1]) < 60


@engine
def test_what_players_wrote_into_the_environment_stays_there(sandbox):
    file = "/etc/unicorn/storefront.env"
    sandbox.write("storefront", file, b"HAY=fresh\n")
    try:
        with faulty(sandbox, "clock.skew", "storefront", service="storefront", ahead_s=7200) as healed:
            assert not healed()
        assert sandbox.read("storefront", file) == b"HAY=fresh\n"
    finally:
        sandbox.exec("storefront", ["rm", "-f", file])
    assert told(sandbox, "storefront", f"ls {file}").endswith("No such file or directory")


@pytest.mark.parametrize("given", [{}, {"ahead_s": 5, "to": "2032-02-29T09:00"}, {"to": "tomorrow"}])
def test_a_clock_is_moved_by_seconds_or_to_a_moment(given):
    with pytest.raises(ValidationError):
        SkewArguments(service="storefront", **given)
