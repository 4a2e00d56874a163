"""Docker engines beside the machine's own, each in a network namespace of its own, as if it were on another machine.

In one network two engines would take away each other's bridges and rules. A pair of virtual cables joins the namespace to
this machine, so the shops' doors there are reached at `address`.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gameday.sandboxes import host_heartbeat
from scenarios.sandbox.docker.client import EngineClient
from scenarios.waiting import wait_until

NEEDED = ("unshare", "setpriv", "ip", "dockerd")
START_SECONDS = 60.0
STOP_SECONDS = 20.0
DATA_MB = 4000  # that it takes with a few sandboxes
SAID_MB = 16_000  # that it believes to have: below some gigabytes nothing is launched
ALL_PROCESSES = Path(
    "/sys/fs/cgroup/cpu/cgroup.procs"
)  # version 1; in version 2 nothing of a run has a group of its own
NETWORK = "10.214.{number}"  # of the cable, a /24 each; sandboxes have 10.213.0.0/16


class NoSecondEngine(RuntimeError):
    """There cannot be one here; the message says why."""


@dataclass(frozen=True)
class SecondEngine:
    """`address` is its machine, seen from here."""

    url: str
    address: str
    cable: str  # its near end
    process: subprocess.Popen[bytes]
    folder: Path

    def kill(self) -> None:
        """As when its machine loses power: nothing of it answers any more."""
        subprocess.run(["ip", "link", "del", self.cable], check=False, capture_output=True)
        _kill_all(self.process, self.folder)


@contextmanager
def second_engine(*arguments: str) -> Iterator[SecondEngine]:
    """An engine that is there for the block, without an image. `arguments`: more of dockerd's. Raises NoSecondEngine."""
    if os.geteuid() != 0:
        raise NoSecondEngine("Only root can make a network namespace.")
    if lacking := [name for name in NEEDED if not shutil.which(name)]:
        raise NoSecondEngine(f"There is no {', '.join(lacking)} here.")
    folder = Path(tempfile.mkdtemp(prefix="gameday-engine-"))
    process = _start(folder, arguments)
    try:
        cable, address = _plug_in(process.pid)
        url = f"unix://{folder}/docker.sock"
        wait_until(
            lambda: _answers(url) or process.poll() is not None,
            within=START_SECONDS,
            every=0.2,
            otherwise=NoSecondEngine(f"The engine did not start: {_last_words(folder)}"),
        )
        if process.poll() is not None:
            raise NoSecondEngine(f"The engine ended: {_last_words(folder)}")
        yield SecondEngine(url, address, cable, process, folder)
    finally:
        _stop(process, folder)


def _start(folder: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """It ends with us, whatever we die of. Its images and containers lie in memory where there is enough: that is quicker."""
    (folder / "data").mkdir()
    if host_heartbeat.machine_load()["memory_mb_free"] > 2 * DATA_MB:
        command = ["mount", "-t", "tmpfs", "-o", f"size={SAID_MB}m", "tmpfs", f"{folder}/data"]
        subprocess.run(command, check=False, capture_output=True)
    words = ["unshare", "--net", "--", "setpriv", "--pdeathsig", "TERM", "--", "dockerd"]
    words += [f"--host=unix://{folder}/docker.sock", f"--pidfile={folder}/pid", f"--data-root={folder}/data"]
    words += [f"--exec-root={folder}/exec", "--log-level=warn", *arguments]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    with suppress(OSError):  # as the machine's own engine, which shares no group with this run
        ALL_PROCESSES.write_text(str(process.pid))
    return process


def _plug_in(pid: int) -> tuple[str, str]:
    """Lay a cable with a number that nobody uses; returns its near end and the address at its far end."""
    number = next(each for each in _numbers(pid) if not Path(f"/sys/class/net/vethgdh{each}").exists())
    here, there, network = f"vethgdh{number}", f"gdt{number}", NETWORK.format(number=number)
    wait_until(lambda: _has_own_network(pid), within=5.0, every=0.05, otherwise=NoSecondEngine("No network namespace."))
    inside = ["nsenter", "--net", "--target", str(pid), "--"]
    for words in (
        ["ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", str(pid)],
        ["ip", "address", "add", f"{network}.1/24", "dev", here],
        ["ip", "link", "set", here, "up"],
        [*inside, "ip", "link", "set", "lo", "up"],
        [*inside, "ip", "address", "add", f"{network}.2/24", "dev", there],
        [*inside, "ip", "link", "set", there, "up"],
    ):
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        if done.returncode:
            raise NoSecondEngine(f"{' '.join(words)}: {done.stderr.strip()}")
    return here, f"{network}.2"


def _numbers(seed: int) -> Iterator[int]:
    """1 to 200, from anywhere: two runs at once rarely want the same."""
    yield from (1 + (seed + step) % 200 for step in range(200))


def _has_own_network(pid: int) -> bool:
    return os.readlink(f"/proc/{pid}/ns/net") != os.readlink("/proc/self/ns/net")


def _answers(url: str) -> bool:
    with suppress(Exception):
        return bool(EngineClient(base_url=url, timeout=5).ping())
    return False


def _last_words(folder: Path) -> str:
    return (folder / "log").read_text(errors="replace")[-400:]


def _stop(process: subprocess.Popen[bytes], folder: Path) -> None:
    """End it with all its containers; what was mounted below its folder is let go of."""
    process.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    finally:  # whoever presses Ctrl-C again does not want to wait
        _take_away(process, folder)


def _take_away(process: subprocess.Popen[bytes], folder: Path) -> None:
    _kill_all(process, folder)
    for line in reversed(Path("/proc/self/mounts").read_text().splitlines()):
        where = line.split()[1]
        if where.startswith(str(folder)):
            subprocess.run(["umount", "--lazy", where], check=False, capture_output=True)
    shutil.rmtree(folder, ignore_errors=True)


def _kill_all(process: subprocess.Popen[bytes], folder: Path) -> None:
    """The engine, its containerd and shims, whose commands name its folder, and all that runs in its containers."""
    parents = {pid: parent for pid, parent, _command in _processes()}
    ours = {pid for pid, _parent, command in _processes() if str(folder) in command and pid != os.getpid()}
    for pid in parents:
        line = pid
        while line in parents and line not in ours:
            line = parents[line]
        if line in ours:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)


def _processes() -> Iterator[tuple[int, int, str]]:
    """(id, parent's id, command) of every process."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            yield int(entry.name), int(parent), command
