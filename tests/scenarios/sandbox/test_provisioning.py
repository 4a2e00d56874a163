"""Sandboxes are provisioned, keep their limits, are rebuilt role by role, and are removed without a trace."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import pytest
from django.conf import settings
from docker.errors import APIError

from scenarios.sandbox import EngineError, NotThere, Spec
from scenarios.sandbox.docker import bounds, machine, networks
from scenarios.sandbox.docker.engine import DockerEngine
from scenarios.sandbox.labels import DOOR, INSTALLATION, ROLE, SANDBOX

pytestmark = pytest.mark.engine


def containers(engine, handle=""):
    """name -> inspected container, of a sandbox or of the whole installation."""
    labels = [f"{INSTALLATION}={engine.installation}", *([f"{SANDBOX}={handle}"] if handle else [])]
    found = engine.client.api.containers(all=True, filters={"label": labels})
    return {seen["Names"][0].lstrip("/"): engine.client.api.inspect_container(seen["Id"]) for seen in found}


def networks_of(engine, handle):
    return engine.client.api.networks(filters={"label": f"{SANDBOX}={handle}"})


def ids(sandbox):
    return {role: state.container for role, state in sandbox.states().items() if state.container}


def test_every_container_has_the_limits_of_its_role(engine, sandbox):
    for name, seen in containers(engine, "shared").items():
        role = sandbox.company.roles[seen["Config"]["Labels"][ROLE]]
        host = seen["HostConfig"]
        assert (host["Memory"], host["MemorySwap"]) == (role.memory_mb << 20, role.memory_mb << 20), name
        assert (host["CpuQuota"] / host["CpuPeriod"], host["CpuShares"]) == (role.cpus, role.cpu_shares), name
        assert host["PidsLimit"] == role.pids, name
        assert host["CapDrop"] == ["ALL"], name
        assert sorted(host["CapAdd"] or []) == sorted(role.capabilities), name
        assert sorted(host["Tmpfs"]) == sorted(role.tmpfs), name
        assert host["LogConfig"]["Config"] == {"max-size": "2m", "max-file": "1"}, name
        limits = {one["Name"]: (one["Soft"], one["Hard"]) for one in host["Ulimits"]}
        assert limits == {"fsize": (role.file_mb << 20, role.file_mb << 20), "core": (0, 0)}, name
        assert not host["Privileged"], name
        assert seen["Mounts"] == [], name


def test_the_containers_of_a_sandbox_share_what_others_get_for_one(engine, sandbox):
    """However many of its services are busy, a sandbox has the weight of one: each has a control group of its own."""
    groups = {seen["HostConfig"]["CgroupParent"] for seen in containers(engine, "shared").values()}
    assert len(groups) == 1
    assert groups == {bounds.share_group(engine.host.engine_info, int(sandbox.labels[DOOR]))}
    assert groups != {bounds.share_group(engine.host.engine_info, int(sandbox.labels[DOOR]) + 1)}
    told = sandbox.exec("workbench", ["cat", "/proc/self/cgroup"]).text
    assert next(iter(groups)) in told


@pytest.mark.parametrize(
    ("info", "group"),
    [
        ({"CgroupDriver": "systemd", "SecurityOptions": ["name=seccomp"]}, "system-gameday-3.slice"),
        ({"CgroupDriver": "cgroupfs", "SecurityOptions": None}, "/docker/gameday/3"),
        ({"CgroupDriver": "systemd", "SecurityOptions": ["name=rootless"]}, None),
        ({"CgroupDriver": "none"}, None),
    ],
)
def test_an_engine_that_lets_us_have_no_groups_gets_none(info, group):
    assert bounds.share_group(info, 3) == group


def test_where_the_engine_can_keep_no_quota_sandboxes_are_built_without(engine, build, monkeypatch):
    """What its storage can do shows only by trying; this one refuses, if it is not zfs or an xfs with pquota."""
    monkeypatch.setattr(engine.host, "keeps_quota", True)
    made = build("quota")
    options = {str(seen["HostConfig"].get("StorageOpt")) for seen in containers(engine, "quota").values()}
    assert options == {str({"size": "1024m"} if engine.host.keeps_quota else None)}
    assert made.exec("workbench", ["true"]).ok


def test_a_process_bomb_ends_at_the_limit(sandbox):
    bomb = "i=0; while [ $i -lt 400 ]; do sleep 5 & i=$((i+1)); done 2>/dev/null; ls -d /proc/[0-9]* | wc -l"
    result = sandbox.exec("workbench", ["sh", "-c", bomb], timeout=20)
    seen = int(result.stdout.split()[-1]) if result.ok and result.stdout.split() else 0
    assert seen <= sandbox.company.roles["workbench"].pids
    sandbox.restart("workbench")


def test_what_is_written_to_a_tmpfs_ends_at_its_size(sandbox):
    size = sandbox.company.roles["workbench"].tmpfs["/tmp"]
    result = sandbox.exec("workbench", ["dd", "if=/dev/zero", "of=/tmp/full", "bs=1M", f"count={size + 8}"])
    sandbox.exec("workbench", ["rm", "-f", "/tmp/full"])
    assert "No space left" in result.text


def test_one_file_ends_at_its_bound_whoever_writes_it_and_leaves_no_core(sandbox):
    """The bound is checked with a file that has a hole, so nothing is written for it."""
    beyond = (sandbox.company.roles["workbench"].file_mb << 20) + 1
    cut = sandbox.exec("workbench", ["sh", "-c", f"ulimit -c; ulimit -f unlimited; truncate -s {beyond} /root/big"])
    sandbox.exec("workbench", ["rm", "-f", "/root/big"])
    assert cut.stdout.split()[0] == b"0"
    assert not cut.ok
    assert "not permitted" in cut.text


def test_what_a_container_says_is_kept_up_to_its_bound(sandbox):
    """The engine keeps one file of 2 MB; it counts before it cuts, so a line more may be there."""
    flood = "head -c 6000000 /dev/zero | tr '\\0' x | fold -w 2000 > /proc/1/fd/2"
    assert sandbox.exec("workbench", ["sh", "-c", flood]).ok
    said = sandbox.client.api.logs(sandbox.name("workbench"))
    assert 0 < len(said) < 3_000_000


def test_what_containers_have_written_is_told_for_all_at_once(sandbox, engine):
    before = engine.written(files=True)["shared"]
    sandbox.exec("workbench", ["sh", "-c", "head -c 8388608 /dev/zero > /root/hay; touch /root/straw-1 /root/straw-2"])
    after = engine.written(files=True)["shared"]
    sandbox.exec("workbench", ["sh", "-c", "rm -f /root/hay /root/straw-*"])
    assert after["workbench"].mb - before["workbench"].mb == 8
    # The engine mounts this one from the machine's disk: no quota and no look at the container's own layer sees it.
    hosts = sandbox.read("workbench", "/etc/hosts")
    sandbox.exec("workbench", ["sh", "-c", "head -c 8388608 /dev/zero > /etc/hosts"])
    hidden = engine.written()["shared"]
    sandbox.write("workbench", "/etc/hosts", hosts)
    assert hidden["workbench"].mb - before["workbench"].mb == 8
    assert after["workbench"].files - before["workbench"].files >= 3
    assert set(after) == set(sandbox.company.roles)
    room = engine.usage().room
    assert 0 < room.free_mb < room.disk_mb
    assert 0 <= room.free_inodes <= room.inodes
    assert 0 <= room.connections <= room.most_connections


def test_labels_say_whose_everything_is(engine, build):
    owner = {"gameday.event": "spring", "gameday.team": "Hooves"}
    build("labelled", **owner)
    wanted = {**owner, SANDBOX: "labelled", INSTALLATION: engine.installation}
    labelled = [seen["Config"]["Labels"] for seen in containers(engine, "labelled").values()]
    labelled += [network["Labels"] for network in networks_of(engine, "labelled")]
    assert len(labelled) == 3
    assert all(wanted.items() <= labels.items() for labels in labelled)
    assert wanted.items() <= engine.handles()["labelled"].items()


def test_progress_is_told_role_by_role(engine, hut):
    told = []
    engine.provision(Spec("told", *hut), report=lambda role, step: told.append((role, step)))
    engine.teardown("told")
    for role in ("cache", "workbench"):
        assert [step for who, step in told if who == role] == ["creating", "starting", "healthy"]


def test_a_half_built_sandbox_is_built_on_and_what_stood_stays(engine, hut, build):
    before = ids(build("half"))
    engine.client.api.remove_container(before["workbench"], force=True)
    after = ids(engine.provision(Spec("half", *hut)))
    assert after["cache"] == before["cache"]
    assert after["workbench"] not in ("", before["workbench"])


def test_a_sandbox_of_which_only_the_network_stands_is_built_on(engine, hut, build):
    build("barely")
    for seen in containers(engine, "barely").values():
        engine.client.api.remove_container(seen["Id"], force=True)
    again = engine.provision(Spec("barely", *hut))
    assert {state.status for state in again.states().values()} == {"running"}
    assert len(networks_of(engine, "barely")) == 1


def test_two_who_provision_the_same_sandbox_build_one(engine, hut, build):
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: build("twice"), range(2))
    assert ids(first) == ids(second)
    assert len(networks_of(engine, "twice")) == 1


def test_a_role_is_rebuilt_alone_at_the_same_address(build):
    sandbox = build("mended")
    before, address = ids(sandbox), sandbox.address("cache")
    sandbox.recreate("cache")
    sandbox.await_health("cache", 20)
    after = ids(sandbox)
    assert after["workbench"] == before["workbench"]
    assert after["cache"] != before["cache"]
    assert sandbox.exec("workbench", ["getent", "ahostsv4", "cache"]).text.split()[0] == address


def test_teardown_takes_everything_and_a_second_one_finds_nothing_to_do(engine, build):
    build("passing")
    engine.teardown("passing")
    engine.teardown("passing")
    engine.teardown("never-there")
    assert containers(engine, "passing") == {}
    assert networks_of(engine, "passing") == []
    with pytest.raises(NotThere, match="no sandbox passing"):
        engine.find("passing")


def test_two_who_tear_the_same_sandbox_down_both_succeed(engine, build):
    build("contested")
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: engine.teardown("contested"), range(2)))
    assert containers(engine, "contested") == {}
    assert networks_of(engine, "contested") == []


def test_what_only_the_labels_show_is_found_and_taken_away(engine, unicorn):
    labels = {INSTALLATION: engine.installation, SANDBOX: "stray"}
    name = f"oddly-named-{engine.installation}"
    stray = engine.client.containers.create(unicorn[1], ["workbench"], name=name, labels=labels)
    assert "stray" in engine.handles()
    engine.teardown("stray")
    assert stray.id not in {seen["Id"] for seen in containers(engine).values()}


def test_two_installations_on_one_engine_do_not_touch_each_other(engine, hut, build):
    ours = build("same-name")
    name = f"{engine.installation}-other"
    other = DockerEngine(settings.DOCKER_URL, installation=name, pool=settings.SANDBOX_NETWORK)
    try:
        theirs = other.provision(Spec("same-name", *hut))
        assert set(other.handles()) == {"same-name"}
        assert theirs.subnet != ours.subnet
        assert not set(ids(ours).values()) & set(ids(theirs).values())
    finally:
        other.remove_all()
    assert containers(other) == {}
    assert {state.status for state in engine.find("same-name").states().values() if state.container} == {"running"}


def test_a_subnet_that_somebody_holds_is_stepped_over(engine, build):
    taken = build("stepper").subnet
    engine.teardown("stepper")
    squatter = engine.client.api.create_network(
        f"{engine.installation}-squatter",
        labels={INSTALLATION: engine.installation},
        ipam={"Config": [{"Subnet": str(taken)}]},
    )["Id"]
    try:
        assert build("stepper").subnet != taken
    finally:
        engine.client.api.remove_network(squatter)


def test_a_subnet_of_a_bridge_that_the_engine_knows_nothing_of_is_stepped_over(engine, build, monkeypatch):
    """As it is left where an engine's data is deleted: new networks with its addresses reach neither machine nor each other."""
    taken = build("stepper").subnet
    engine.teardown("stepper")
    # In a network of its own, so that the machine's is left alone.
    bridge = "br-05e3f0253a78"
    up = f"ip link add {bridge} type bridge && ip address add {networks.address(taken, 1)}/26 dev {bridge} && ip link set {bridge} up"
    monkeypatch.setattr(machine, "TABLE", f"unshare -n sh -c '{up} && {machine.TABLE}'")
    assert build("stepper").subnet != taken


def test_a_network_is_not_taken_from_what_is_still_in_it(engine, build, monkeypatch):
    monkeypatch.setattr(networks, "PAUSES", [0.0])
    build("inhabited")
    network = engine.client.networks.get(networks_of(engine, "inhabited")[0]["Id"])
    with pytest.raises(EngineError, match=r"inhabited could not be removed: 3 containers are still in it\."):
        networks.remove(network)  # a gateway and two roles


def test_an_empty_network_whose_containers_the_engine_still_counts_is_left_to_it(engine, monkeypatch, caplog):
    """Its refusal is that of 20.10, which lost count once; when it does, is not known."""
    name, labels = f"{engine.installation}-counted", {INSTALLATION: engine.installation}
    network = networks.create(engine.client, name, labels, settings.SANDBOX_NETWORK, engine.host.routed())
    refused = APIError(f"error while removing network: network {name} has active endpoints")
    with monkeypatch.context() as patch:
        patch.setattr(networks, "PAUSES", [0.0])
        patch.setattr(network, "remove", Mock(side_effect=refused))
        networks.remove(network)
    assert caplog.messages == [f"The network {name} is empty, but the engine keeps it until it is started again."]
    networks.remove(network)
    networks.remove(network)


def test_an_engine_that_is_down_is_named_with_what_to_do():
    with pytest.raises(EngineError, match=r"No Docker engine answers at unix:///nowhere\.sock .* then try again\."):
        DockerEngine("unix:///nowhere.sock", installation="nowhere", pool="10.0.0.0/16").ping()


@pytest.mark.parametrize("left", ["nothing", "a stopped one", "one of another image"])
def test_workers_who_need_the_agent_at_the_same_time_get_one_and_the_same(engine, hut, left):
    name = f"{engine.installation}-crowded"
    crowd = [DockerEngine(settings.DOCKER_URL, installation=name, pool=settings.SANDBOX_NETWORK) for _ in range(8)]
    try:
        if left == "a stopped one":
            crowd[0].host.agent().kill()
        if left == "one of another image":
            engine.client.containers.run(
                hut[1], ["workbench"], name=f"{name}-agent", labels={INSTALLATION: name}, detach=True
            )
        with ThreadPoolExecutor(len(crowd)) as threads:
            agents = list(threads.map(lambda other: other.host.agent(), crowd))
        assert len({agent.id for agent in agents}) == 1
        assert all(agent.status == "running" for agent in agents)
        assert crowd[0].host.agent().id == agents[0].id
    finally:
        crowd[0].remove_all()
