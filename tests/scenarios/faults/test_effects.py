"""What customers and services see of a fault, how players repair it by hand, and that its timer ends it."""

import time
from contextlib import contextmanager

import pytest

from scenarios.company import Company, CompanyEntry
from scenarios.faults import FAULTS, Call
from scenarios.proof import residue
from scenarios.sandbox import EngineError, Spec
from tests.waiting import eventually

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]

SHOP = "http://edge:8080/"


@contextmanager
def broken(sandbox, kind, target, ttl=120.0, **arguments):
    """The fault is in force while the block runs; afterwards nothing is left of it at its target."""
    fault = FAULTS[kind]
    call = Call(sandbox, target, fault.Arguments(**arguments), f"e{time.monotonic_ns() % 10**9}", ttl, {})
    before = residue.take_snapshot(sandbox, target)
    recipe = fault.plan(call)
    try:
        fault.inject(call, recipe)
        assert eventually(lambda: fault.verify(call, recipe)), "the effect was never there"
        yield lambda: fault.healed(call, recipe)
    finally:
        fault.heal(call, recipe)
    assert eventually(lambda: fault.healed(call, recipe))
    assert eventually(lambda: not left(before, sandbox, target)), left(before, sandbox, target)


def left(before, sandbox, target):
    return residue.residue_difference(before, residue.take_snapshot(sandbox, target))


def status(sandbox, url, role="workbench"):
    """The HTTP status that somebody in the company gets; 000 where there is no answer."""
    return sandbox.exec(role, ["curl", "-s", "-m", "5", "-o", "/dev/null", "-w", "%{http_code}", url]).text


def keys(sandbox):
    return int(sandbox.exec("cache", ["redis-cli", "DBSIZE"]).text)


def test_a_removed_container_comes_back_under_its_old_name(sandbox):
    door = sandbox.exec("storefront", ["cat", "/var/lib/unicorn/team"])
    sandbox.identify("The Removed", "#123456")
    try:
        with broken(sandbox, "container.remove", "storefront"):
            assert status(sandbox, SHOP) == "502"
        sandbox.await_health("storefront", 30)
        assert "The Removed" in sandbox.exec("workbench", ["curl", "-s", SHOP]).text
    finally:
        sandbox.exec("storefront", ["rm", "-f", "/var/lib/unicorn/team"])
        if door.ok:
            sandbox.identify(*door.text.splitlines()[:2])


def test_a_leak_kills_the_service_that_it_is_told_to_and_ends_where_players_end_it(sandbox):
    before = sandbox.exec("recognizer", ["cat", "/run/supervise/recognizer/pid"]).text
    with broken(sandbox, "memory.leak", "recognizer", mb_per_s=96, service="recognizer") as healed:
        assert eventually(lambda: sandbox.exec("recognizer", ["cat", "/run/supervise/recognizer/pid"]).text != before)
        sandbox.exec("recognizer", ["pkill", "-f", "[h]ay-hoarder"])
        assert eventually(healed)
        assert eventually(
            lambda: "1000" not in sandbox.exec("recognizer", ["sh", "-c", "cat /proc/*/oom_score_adj"]).text
        )
    sandbox.await_health("recognizer", 30)


def test_a_service_is_stopped_with_all_that_it_starts_however_short_that_lives(sandbox):
    """Its children start and end while they are listed."""
    busy = "mkdir -p /run/supervise/busy; echo $$ > /run/supervise/busy/pid; while :; do /bin/true; done"
    sandbox.exec("storefront", ["sh", "-c", 'setsid sh -c "$1" >/dev/null 2>&1 &', "sh", busy])
    states = 'pid=$(cat /run/supervise/busy/pid); ps -o state= -p "$pid" --ppid "$pid" | sort -u | tr -d "\\n"'
    stop, arguments = FAULTS["process.stop"], FAULTS["process.stop"].Arguments(service="busy")
    call = Call(sandbox, "storefront", arguments, "e1", 120.0, {})
    try:
        assert eventually(lambda: sandbox.exec("storefront", ["cat", "/run/supervise/busy/pid"]).ok)
        for _ in range(20):
            stop.inject(call, {})
            seen = set(sandbox.exec("storefront", ["sh", "-c", states]).text)
            assert "T" in seen <= set("TZD"), seen  # D: it waits for a child that is stopped before it has begun
            stop.heal(call, {})
            assert stop.healed(call, {})
    finally:
        sandbox.exec("storefront", ["sh", "-c", "kill -9 $(cat /run/supervise/busy/pid); rm -rf /run/supervise/busy"])


def test_a_service_that_nobody_knows_cannot_be_stopped(sandbox):
    stop = FAULTS["process.stop"]
    with pytest.raises(EngineError, match="failed in storefront"):
        stop.inject(Call(sandbox, "storefront", stop.Arguments(service="nobody"), "e1", 120.0, {}), {})


def test_a_service_without_files_to_open_turns_customers_away_until_it_is_restarted(sandbox):
    with broken(sandbox, "fd.exhaust", "storefront", service="storefront") as healed:
        assert eventually(lambda: status(sandbox, SHOP) != "200")
        sandbox.exec("storefront", ["sv", "-w", "20", "restart", "storefront"])
        assert eventually(healed)
        assert eventually(lambda: status(sandbox, SHOP) == "200")


def test_the_database_may_run_out_of_files_as_well(sandbox):
    with broken(sandbox, "fd.exhaust", "db", service="postgres"):
        said = sandbox.exec(
            "workbench", ["psql", "-Xqc", "SELECT 1"], env={"PGDATABASE": "unicorn", "PGCONNECT_TIMEOUT": "5"}
        )
        assert not said.ok
    sandbox.await_health("db", 30)
    sandbox.await_health("storefront", 30)


def test_reset_connections_are_refused_at_once_and_not_waited_for(sandbox):
    ask = ["curl", "-sS", "-m", "10", "http://storefront:8000/alive"]
    with broken(sandbox, "network.reset", "storefront", peers=["workbench"]):
        said = sandbox.exec("workbench", ask)
        assert said.exit_code == 7  # refused; 28 would be waited for
        assert sandbox.exec("edge", ask).ok
    assert sandbox.exec("workbench", ask).ok


def test_an_open_connection_ends_for_whoever_speaks_in_it(sandbox):
    loop = (
        "while sleep 0.5; do echo 'SELECT 1;'; done | psql -Xq 'dbname=unicorn application_name=chatterbox' >/dev/null"
    )
    chatting = ["pgrep", "-f", "^(/[a-z0-9/]*)?psql.*[c]hatterbox"]
    sandbox.spawn("workbench", ["timeout", "60", "sh", "-c", loop])
    try:
        assert eventually(lambda: sandbox.exec("workbench", chatting).ok)
        with broken(sandbox, "network.reset", "db", peers=["workbench"]):
            assert eventually(lambda: not sandbox.exec("workbench", chatting).ok)
    finally:
        sandbox.exec("workbench", ["pkill", "-KILL", "-f", "[c]hatterbox"])


def test_a_file_that_nobody_may_read_stops_a_service_until_somebody_lets_it(sandbox):
    path = "/etc/unicorn/storefront.ini"
    with broken(
        sandbox, "permissions", "storefront", path=path, mode="0000", reload=["sv", "restart", "storefront"]
    ) as healed:
        assert eventually(lambda: status(sandbox, SHOP) == "502")
        sandbox.exec("storefront", ["chmod", "0644", path])
        assert healed()
    sandbox.await_health("storefront", 30)


def test_a_mode_of_the_database_is_changed_as_its_owner(sandbox):
    with broken(sandbox, "permissions", "db", path="/var/lib/postgresql/main/pg_ident.conf", mode="0444"):
        pass


def test_nobody_gives_a_file_away_in_a_role_that_may_not(sandbox):
    fault = FAULTS["permissions"]
    call = Call(
        sandbox, "storefront", fault.Arguments(path="/etc/unicorn/storefront.ini", owner="nobody"), "mine", 60.0, {}
    )
    with pytest.raises(EngineError, match="lacks the capability CHOWN"):
        fault.plan(call)


def test_a_file_changes_hands_where_the_role_may_give_it_away(engine, unicorn):
    whole, image = unicorn
    bench = whole.roles["workbench"]
    role = bench.model_copy(update={"capabilities": [*bench.capabilities, "CHOWN"], "talks_to": []})
    rest = whole.model_dump(exclude={"roles", "entry", "releases", "invariants"})
    alone = Company(**rest, roles={"workbench": role}, entry=CompanyEntry(role="workbench", port=80))
    sandbox = engine.provision(Spec("giveaway", alone, image))
    owner = ["stat", "-c", "%a %U:%G", "/root/note"]
    try:
        sandbox.write("workbench", "/root/note", b"dear diary")
        with broken(sandbox, "permissions", "workbench", path="/root/note", owner="nobody:nogroup", mode="0600"):
            assert sandbox.exec("workbench", owner).text == "600 nobody:nogroup"
            assert not sandbox.exec("workbench", ["cat", "/root/note"]).ok
        assert sandbox.exec("workbench", owner).text == "644 root:root"
    finally:
        engine.teardown("giveaway")


def test_keys_fall_out_of_the_cache_again_until_there_is_room(sandbox):
    fill = "".join(f"SET straw:{number} {'x' * 1000} EX 60\n" for number in range(200)).encode()
    with broken(sandbox, "cache.evict", "cache", keep_kb=16) as healed:
        sandbox.exec("cache", ["redis-cli"], stdin=fill)
        assert keys(sandbox) < 100
        sandbox.exec("cache", ["redis-cli", "CONFIG", "SET", "maxmemory", "32mb"])
        assert healed()
        sandbox.exec("cache", ["redis-cli"], stdin=fill)
        assert keys(sandbox) >= 200
        sandbox.exec("cache", ["redis-cli", "CONFIG", "SET", "maxmemory", "24mb"])
        sandbox.exec("cache", ["redis-cli", "CONFIG", "SET", "maxmemory-policy", "allkeys-lru"])


def test_a_release_waits_behind_a_flood_and_is_not_lost_with_it(sandbox):
    queued = ["sh", "-c", "curl -s localhost:8070/status | jq .runner.queued"]
    again = """sha=$(git -C /srv/git/storefront.git rev-parse main)
      curl -sd "{\\"sha\\": \\"$sha\\"}" localhost:8070/pushes/storefront
      curl -s localhost:8070/status | jq -r ".services.storefront.tests[] | select(.sha == \\"$sha\\") | .at" """
    tested = again.splitlines()[0] + "\n" + again.splitlines()[2]
    with broken(sandbox, "queue.flood", "pipeline", count=30, seconds=30) as healed:
        assert int(sandbox.exec("pipeline", queued).text) >= 20
        before = sandbox.exec("pipeline", ["sh", "-c", tested]).text
        sandbox.exec("pipeline", ["sh", "-c", again])
        time.sleep(3)
        assert sandbox.exec("pipeline", ["sh", "-c", tested]).text == before
        assert not healed()
    assert eventually(lambda: sandbox.exec("pipeline", ["sh", "-c", tested]).text != before)


def test_players_end_a_flood_by_starting_the_runner_anew(sandbox):
    with broken(sandbox, "queue.flood", "pipeline", count=5, seconds=30) as healed:
        sandbox.exec("pipeline", ["sv", "-w", "20", "restart", "runner"])
        assert eventually(lambda: sandbox.exec("pipeline", ["curl", "-sf", "localhost:8070/healthz"]).ok)
        assert eventually(healed)
    sandbox.await_health("pipeline", 30)


def test_files_fill_a_folder_and_no_more_than_its_disk(sandbox):
    with broken(sandbox, "queue.flood", "storefront", path="/var/spool/unicorn", count=5000, kb=16) as healed:
        free = sandbox.exec("storefront", ["sh", "-c", "df -Pk /var/spool/unicorn | awk 'NR==2 {print $4}'"]).text
        assert int(free) < 64
        sandbox.exec("storefront", ["sh", "-c", "rm /var/spool/unicorn/letter-*"])
        assert healed()


def test_a_flood_needs_a_disk_that_is_bounded(sandbox):
    fault = FAULTS["queue.flood"]
    with pytest.raises(EngineError):
        fault.plan(Call(sandbox, "storefront", fault.Arguments(path="/var/lib"), "wide", 60.0, {}))


def test_a_crowd_comes_as_fast_as_it_is_told_to(sandbox):
    seen = ["sh", "-c", "cat /var/log/unicorn/nginx/* | grep -c visit="]
    with broken(sandbox, "traffic.surge", "workbench", per_second=30, paths=["/bookings", "/?breed=tuxedo"]):
        began, before = time.monotonic(), int(sandbox.exec("edge", seen).text)
        time.sleep(6)
        came, span = int(sandbox.exec("edge", seen).text) - before, time.monotonic() - began
    assert 0.5 < came / span / 30 < 1.3


@pytest.mark.parametrize(
    ("kind", "target", "arguments"),
    [
        ("memory.leak", "cache", {"mb_per_s": 96}),
        ("fd.exhaust", "edge", {"service": "nginx", "leave": 500}),
        ("permissions", "edge", {"path": "/etc/nginx/nginx.conf", "mode": "0600"}),
        ("network.reset", "edge", {"peers": ["cache"]}),
        ("cache.evict", "cache", {}),
        ("queue.flood", "pipeline", {"count": 3}),
        ("traffic.surge", "workbench", {"per_second": 5}),
    ],
)
def test_its_own_timer_takes_it_out(sandbox, kind, target, arguments):
    with broken(sandbox, kind, target, ttl=6.0, **arguments) as healed:
        assert eventually(healed)


def test_a_pool_is_full_though_somebody_else_holds_one_of_its_places(sandbox):
    sandbox.spawn("db", ["psql", "-Xq", "application_name=straw", "-c", "SELECT pg_sleep(100)"])
    try:
        assert eventually(lambda: sandbox.exec("db", ["pgrep", "-f", "[n]ame=straw"]).ok)
        with broken(sandbox, "db.pool", "db"):
            # the fault ends the shop's own sessions, too: until it has taken their places some are free
            enter = ["psql", "-Xq", "user=storefront", "-c", "SELECT 1"]
            assert eventually(lambda: "connection slots are reserved" in sandbox.exec("db", enter).stderr.decode())
    finally:
        sandbox.exec("db", ["pkill", "-f", "[n]ame=straw"])
