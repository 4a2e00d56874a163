"""Every fault kind on a real sandbox: in, verified, in again, out, out again, and nothing is left."""

import pytest

from scenarios.faults import FAULTS, Call
from scenarios.waiting import wait_until
from tests.waiting import eventually

pytestmark = pytest.mark.engine

CASES = {
    "container.kill": ("cache", {}),
    "container.stop": ("cache", {}),
    "container.pause": ("recognizer", {}),
    "container.restart": ("cache", {}),
    "container.remove": ("cache", {}),
    "process.kill": ("storefront", {"service": "storefront"}),
    "process.stop": ("storefront", {"service": "storefront"}),
    "cpu.limit": ("storefront", {"cpus": 0.1}),
    "cpu.burn": ("recognizer", {"processes": 1}),
    "memory.limit": ("cache", {"mb": 24}),
    "memory.leak": ("cache", {"mb_per_s": 64}),
    "disk.fill": ("storefront", {"path": "/var/spool/unicorn"}),
    "fd.exhaust": ("storefront", {"service": "storefront"}),
    "permissions": ("storefront", {"path": "/etc/unicorn/storefront.ini", "mode": "0000"}),
    "network.partition": ("storefront", {"peers": ["db"]}),
    "network.reset": ("storefront", {"peers": ["db"]}),
    "network.loss": ("storefront", {"percent": 30}),
    "network.rate": ("storefront", {"kbit": 64}),
    "network.delay": ("storefront", {"ms": 100}),
    "network.dns": ("storefront", {"name": "db"}),
    "config.replace": (
        "storefront",
        {
            "path": "/etc/unicorn/storefront.ini",
            "replace": "host = db",
            "by": "host = bd",
            "reload": ["sv", "restart", "storefront"],
        },
    ),
    "db.slow": ("db", {"index": "bookings_unicorn_period_idx"}),
    "db.lock": ("db", {"table": "bookings"}),
    "db.read": ("db", {"table": "bookings"}),
    "db.pool": ("db", {}),
    "db.drop": ("db", {"table": "bookings"}),
    "db.rename": ("db", {"table": "bookings", "column": "days", "to": "nights"}),
    "db.sequence": ("db", {"table": "bookings", "column": "id"}),
    "secret.rotate": (
        "db",
        {
            "login": "storefront",
            "to": "horseradish",
            "places": [{"role": "storefront", "path": "/etc/unicorn/storefront.ini"}],
        },
    ),
    "cache.flush": ("cache", {}),
    "cache.evict": ("cache", {}),
    "queue.flood": ("pipeline", {"count": 5}),
    "traffic.surge": ("workbench", {"per_second": 20}),
    "deploy.bad": ("workbench", {}),
    "pipeline.break": ("pipeline", {}),
    "backup.corrupt": ("db", {}),
    "document.rewrite": ("pipeline", {}),
    "clock.skew": ("storefront", {"service": "storefront", "to": "2032-02-29T09:00"}),
    "tls.expire": ("edge", {}),
}

MOMENTARY = {"container.restart", "cache.flush"}


# Rules, queueing disciplines, and how many processes the agent has there. Its own are called as `netfault` marks them;
# those of others come and go: svlogd, for one.
LEFT = """iptables -S; tc qdisc show dev eth0 | sed 's/ [0-9a-f]*: / /'
for file in $(grep -lsE "^.[0-9a-f]{8}gd$" /proc/[0-9]*/comm); do readlink "${file%/comm}/ns/net"; done |
grep -cxF "$(readlink /proc/self/ns/net)" """


def residue(sandbox, role):
    """What a fault could leave behind in the role's network. A busy engine now and then loses what a command said."""
    state = sandbox.state(role)
    if not state.pid:
        return state.status
    look = lambda: sandbox.network(role, ["sh", "-c", LEFT]).text.splitlines()  # noqa: E731
    return wait_until(lambda: (said := look()) and said[-1].isdigit() and said, within=30, otherwise="It says nothing.")


def test_every_kind_has_a_case():
    assert CASES.keys() == FAULTS.keys()


@pytest.mark.parametrize("kind", CASES)
def test_a_fault_goes_in_is_seen_and_leaves_nothing(sandbox, kind):
    target, arguments = CASES[kind]
    fault = FAULTS[kind]
    call = Call(sandbox, target, fault.Arguments(**arguments), "t" + kind.replace(".", ""), 120.0, {})
    before = residue(sandbox, target)
    recipe = fault.plan(call)
    try:
        fault.inject(call, recipe)
        assert eventually(lambda: fault.verify(call, recipe)), "the effect was never there"
        fault.inject(call, recipe)
        assert eventually(lambda: fault.verify(call, recipe)), "a second injection took it away"
        assert kind in MOMENTARY or not fault.healed(call, recipe)
    finally:
        fault.heal(call, recipe)
    fault.heal(call, recipe)
    assert eventually(lambda: fault.healed(call, recipe))
    assert eventually(lambda: residue(sandbox, target) == before), (before, residue(sandbox, target))
    sandbox.await_health(target, 30)
