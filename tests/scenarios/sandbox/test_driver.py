"""What a sandbox answers when its containers are stopped, frozen, warm or busy, or when its neighbours are slow."""

import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPResponse
from statistics import median

import pytest
from docker.errors import APIError

from scenarios.faults import FAULTS, Call
from scenarios.sandbox import EngineError, NotThere, Spec

pytestmark = pytest.mark.engine


def visit(sandbox, path="/unicorns", timeout=10.0):
    """Seconds that a customer waits for a page."""
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{sandbox.shop_port()}{path}", timeout=timeout) as answer:
        answer.read()
    return time.monotonic() - began


def test_a_slow_shop_does_not_slow_the_other_through_the_gateway(sandbox, neighbour):
    alone = median(visit(sandbox) for _ in range(10))
    port = neighbour.shop_port()
    neighbour.pause("edge")
    with ThreadPoolExecutor(60) as customers:
        try:
            waiting = [customers.submit(hang, port) for _ in range(60)]
            time.sleep(0.3)
            beside = median(visit(sandbox) for _ in range(10))
            assert not all(each.done() for each in waiting)
        finally:
            neighbour.unpause("edge")
    assert beside < 3 * alone + 0.1


def hang(port):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=120).close()
    except OSError:
        return


@pytest.mark.parametrize(("refusals", "status"), [(2, "paused"), (20, "running")])
def test_a_container_that_the_kernel_cannot_stop_at_once_is_asked_again(sandbox, monkeypatch, refusals, status):
    """A busy kernel gives up now and then; no test can bring that about, so the engine's answer is put in its place."""
    pause, left = sandbox.client.api.pause, [APIError("OCI runtime pause failed: unable to freeze")] * refusals

    def busy(name):
        if left:
            raise left.pop()
        pause(name)

    monkeypatch.setattr(sandbox.client.api, "pause", busy)
    try:
        with suppress(EngineError):
            sandbox.pause("cache")
        assert sandbox.state("cache").status == status
    finally:
        sandbox.unpause("cache")


@pytest.mark.parametrize("stdin", [b"", b"hay"])
def test_what_comes_together_with_the_engines_answer_is_not_lost(sandbox, monkeypatch, stdin):
    """A busy process reads the answer late: then what a quick command has said lies behind the headers already."""
    begin = HTTPResponse.begin
    monkeypatch.setattr(HTTPResponse, "begin", lambda answer: (time.sleep(0.3), begin(answer))[1])
    script = "echo out; echo err >&2" if not stdin else "cat"
    result = sandbox.exec("workbench", ["sh", "-c", script], stdin=stdin)
    assert (result.stdout, result.stderr) == ((b"out\n", b"err\n") if not stdin else (stdin, b""))


def test_output_errors_and_exit_codes_come_back_apart(sandbox):
    result = sandbox.exec("workbench", ["sh", "-c", "echo out; echo err >&2; exit 3"])
    assert (result.exit_code, result.stdout, result.stderr) == (3, b"out\n", b"err\n")


def test_a_command_that_takes_too_long_is_killed(sandbox):
    result = sandbox.exec("workbench", ["sleep", "31.7"], timeout=0.5)
    assert result.exit_code == 124
    assert result.seconds < 31
    assert not sandbox.exec("workbench", ["pgrep", "-f", "sleep 31[.]7"]).ok


def test_standard_input_and_files_go_in_and_come_out(sandbox):
    assert sandbox.exec("workbench", ["cat"], stdin=b"hay\0\xff" * 5000).stdout == b"hay\0\xff" * 5000
    sandbox.write("workbench", "/tmp/note", b"\x00neigh\n", mode=0o640)
    assert sandbox.read("workbench", "/tmp/note") == b"\x00neigh\n"
    assert sandbox.exec("workbench", ["stat", "-c", "%a %U", "/tmp/note"]).text == "640 root"
    sandbox.write("workbench", "/tmp/note", b"")
    assert sandbox.read("workbench", "/tmp/note") == b""
    assert sandbox.exec("workbench", ["rm", "/tmp/note"]).ok
    with pytest.raises(FileNotFoundError):
        sandbox.read("workbench", "/tmp/no-such-note")


def test_a_stopped_container_answers_with_a_sentence_and_can_be_healed(sandbox):
    fault = FAULTS["container.stop"]
    call = Call(sandbox, "recognizer", fault.Arguments(), "tstopped", 60.0, {})
    recipe = fault.plan(call)
    fault.inject(call, recipe)
    try:
        assert sandbox.state("recognizer").status == "exited"
        with pytest.raises(EngineError, match="could not be run"):
            sandbox.exec("recognizer", ["true"])
        with pytest.raises(NotThere, match="recognizer of shared is exited"):
            sandbox.network("recognizer", ["true"])
        loss = FAULTS["network.loss"]
        lossy = Call(sandbox, "recognizer", loss.Arguments(percent=5), "tlossy", 60.0, {})
        loss.heal(lossy, {})
        assert loss.healed(lossy, {})
    finally:
        fault.heal(call, recipe)
    fault.heal(call, recipe)
    assert fault.healed(call, recipe)
    sandbox.await_health("recognizer", 30)


def test_a_removed_container_is_gone_and_healing_makes_a_new_one(sandbox):
    fault = FAULTS["container.kill"]
    call = Call(sandbox, "cache", fault.Arguments(), "tremoved", 60.0, {})
    recipe = fault.plan(call)
    sandbox.client.api.remove_container(sandbox.name("cache"), force=True)
    assert sandbox.state("cache").status == "gone"
    with pytest.raises(NotThere):
        sandbox.exec("cache", ["true"])
    with pytest.raises(NotThere):
        sandbox.pause("cache")
    fault.heal(call, recipe)
    sandbox.await_health("cache", 30)
    assert fault.healed(call, recipe)


def test_pausing_starting_and_killing_twice_is_as_good_as_once(sandbox):
    for _ in range(2):
        sandbox.pause("pipeline")
    for _ in range(2):
        sandbox.unpause("pipeline")
    for _ in range(2):
        sandbox.kill("pipeline")
    for _ in range(2):
        sandbox.start("pipeline")
    sandbox.await_health("pipeline", 30)


def test_what_is_not_well_says_why_even_where_it_is_slow_to_say(sandbox):
    sandbox.pause("db")
    try:
        with pytest.raises(EngineError, match="storefront did not become healthy: storefront: "):
            sandbox.await_health("storefront", 1)
    finally:
        sandbox.unpause("db")
        sandbox.await_health("storefront", 30)


def test_limits_change_in_a_running_container_and_back(sandbox):
    before = sandbox.limits("storefront")
    sandbox.limit("storefront", cpus=0.25, memory_mb=128)
    assert (sandbox.limits("storefront").cpus, sandbox.limits("storefront").memory_mb) == (0.25, 128)
    sandbox.limit("storefront", cpus=before.cpus, memory_mb=before.memory_mb)
    assert sandbox.limits("storefront") == before


def test_a_warm_sandbox_waits_without_working_and_wakes_with_its_teams_name(engine, unicorn):
    warm = engine.warm(Spec("warm", *unicorn))
    try:
        asleep = {role for role, state in warm.states().items() if state.status == "paused"}
        assert asleep == {role for role, described in warm.company.roles.items() if not described.idle}
        claimed = engine.find("warm")
        claimed.thaw()
        claimed.thaw()
        claimed.identify("The Claimants", "#123456")
        with urllib.request.urlopen(f"http://127.0.0.1:{claimed.shop_port()}/", timeout=10) as answer:
            assert "The Claimants" in answer.read().decode()
    finally:
        engine.teardown("warm")


def test_the_gateway_comes_back_with_every_port_when_it_was_removed(engine, sandbox, neighbour):
    engine.client.containers.get(engine.host.name("gateway")).remove(force=True)
    assert sandbox.shop_port() != neighbour.shop_port()
    assert visit(sandbox) < 5
    assert visit(neighbour) < 5


def test_the_kernel_is_asked_by_trying(engine):
    able = engine.capabilities()
    assert {"cgroup.cpu", "cgroup.memory", "network.partition"} <= able
    assert ("network.delay" in able) == bool(able & {"network.netem", "network.nfqueue"})


def test_what_containers_take_is_told_for_all_at_once(sandbox, engine):
    first = sandbox.usage()
    assert set(first) == set(sandbox.company.roles)
    sandbox.exec("cache", ["sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"])
    second = engine.usage().sandboxes[sandbox.handle]
    assert second["cache"].cpu_seconds > first["cache"].cpu_seconds
    assert second["cache"].life == first["cache"].life
    assert 0 < second["db"].memory_mb < sandbox.company.roles["db"].memory_mb
    sandbox.restart("cache")
    sandbox.await_health("cache", 30)
    assert sandbox.usage()["cache"].life != first["cache"].life
    assert sandbox.states()["cache"].limits == sandbox.limits("cache")


def test_a_stopped_container_takes_nothing(sandbox):
    sandbox.stop("recognizer")
    try:
        assert "recognizer" not in sandbox.usage()
        assert sandbox.services("recognizer") == []
    finally:
        sandbox.start("recognizer")
        sandbox.await_health("recognizer", 30)


def test_a_services_own_log_is_followed_from_the_cursor_through_a_rotation(sandbox):
    assert "storefront" in sandbox.services("storefront")
    put = lambda text: sandbox.exec("storefront", ["sh", "-c", text])  # noqa: E731
    folder = "/var/log/unicorn/rider"
    put(f"mkdir -p {folder}; printf 'one\\ntwo\\n' > {folder}/current")
    try:
        first = sandbox.logs("storefront", "rider")
        assert (first.lines, first.cut) == (["one", "two"], False)
        assert sandbox.logs("storefront", "rider", lines=1).lines == ["two"]
        put(f"printf 'three\\nhalf' >> {folder}/current")
        second = sandbox.logs("storefront", "rider", cursor=first.cursor)
        assert second.lines == ["three"]
        put(f"printf ' done\\n' >> {folder}/current")
        assert sandbox.logs("storefront", "rider", cursor=second.cursor).lines == ["half done"]
        put(f"mv {folder}/current {folder}/old; printf 'anew\\n' > {folder}/current")
        assert sandbox.logs("storefront", "rider", cursor=second.cursor).lines == ["anew"]
        with pytest.raises(NotThere, match="no log of nobody"):
            sandbox.logs("storefront", "nobody")
    finally:
        put(f"rm -rf {folder}")


def test_ten_megabytes_of_log_are_answered_in_bounds(sandbox):
    folder = "/tmp/flood"
    sandbox.exec(
        "storefront",
        ["sh", "-c", f"mkdir -p {folder}; ln -sfn {folder} /var/log/unicorn/flood; seq 1 1400000 > {folder}/current"],
    )
    try:
        part = sandbox.logs("storefront", "flood", lines=100_000)
        assert part.lines[-1] == "1400000"
        assert sum(len(line) + 1 for line in part.lines) <= 256 * 1024
    finally:
        sandbox.exec("storefront", ["sh", "-c", f"rm -rf {folder} /var/log/unicorn/flood"])


def test_a_dead_containers_last_output_can_be_read(sandbox):
    sandbox.exec("cache", ["sh", "-c", "echo the stable is on fire > /proc/1/fd/2"])
    first = sandbox.logs("cache")
    assert first.lines[-1].endswith(" the stable is on fire")
    sandbox.exec("cache", ["sh", "-c", "echo water > /proc/1/fd/2"])
    sandbox.kill("cache")
    try:
        assert next(line.split()[-1] for line in sandbox.logs("cache", cursor=first.cursor).lines) == "water"
    finally:
        sandbox.start("cache")
        sandbox.await_health("cache", 30)
