"""Runs a repository's tests, one run at a time. The present or last run's record lies in /tmp/workshop."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from gameday.workshop.inside.gitting import Answer, OrderRefused

HEAD, TAIL, CHUNK = 120_000, 40_000, 4096  # bytes: kept from the start and the end of the output, and read at once
SECONDS = float(os.environ.get("WORKSHOP_TEST_SECONDS", "120"))


def folder() -> Path:
    place = Path(tempfile.gettempdir()) / "workshop" / Path.cwd().name
    place.mkdir(parents=True, exist_ok=True)
    return place


def told() -> Answer:
    """The present or last run: by, at, running, output, and how it ended. Empty if there was none."""
    try:
        note = json.loads((folder() / "run.json").read_text())
        output = (folder() / "output").read_bytes()
    except (OSError, ValueError):
        return {}
    running = "ended" not in note and _alive(note)
    return {**note, "running": running, "output": output[-(HEAD + TAIL) :].decode(errors="replace")}


def start(by: str) -> Answer:
    """Start the tests. Raises OrderRefused if they run already."""
    with _alone():
        now = told()
        if now.get("running"):
            raise OrderRefused("running", by=now["by"])
        (folder() / "output").write_bytes(b"")
        runner = _fork(by)
        _note(by=by, at=time.time(), pid=runner, born=_born(runner))
    return {}


def stop(by: str) -> Answer:
    """Stop the tests. Records `by`, the name of the person."""
    now = told()
    if not now.get("running"):
        raise OrderRefused("not running")
    (folder() / "stopped").write_text(by)
    with suppress(ProcessLookupError):
        os.kill(now["pid"], signal.SIGTERM)
    return {}


# The runner ----------------------------------------------------------------------------------------------------------


def _fork(by: str) -> int:
    """Start a process for the run, which outlives the order that started it."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        _run(by)
    finally:
        os._exit(0)


def _run(by: str) -> None:
    (folder() / "stopped").unlink(missing_ok=True)
    began = time.time()
    command = [sys.executable, "-m", "pytest", "--color=no", "--basetemp", str(folder() / "scratch")]
    running = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    ended = {"how": ""}

    def end(how: str) -> None:
        ended["how"] = ended["how"] or how
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)

    def stopped(number: int, frame: FrameType | None) -> None:
        end("stopped")

    signal.signal(signal.SIGTERM, stopped)
    patience = threading.Timer(SECONDS, end, ["too long"])
    patience.start()
    _write_down(running)
    patience.cancel()
    how = ended["how"] or ("passed" if running.wait() == 0 else "failed")
    stopper = (folder() / "stopped").read_text() if how == "stopped" else ""
    with _alone():  # waits until the order that started the run has written its record
        _note(by=by, at=began, ended=how, seconds=round(time.time() - began, 1), stopper=stopper)


def _write_down(running: "subprocess.Popen[bytes]") -> None:
    """Keep the start and the end of what the tests print."""
    assert running.stdout
    total, written, last = 0, 0, deque[bytes](maxlen=TAIL // CHUNK)
    with (folder() / "output").open("wb", buffering=0) as file:
        while chunk := running.stdout.read1(CHUNK):  # type: ignore[attr-defined]
            total += len(chunk)
            if written < HEAD:
                written += file.write(chunk)
            else:
                last.append(chunk)
        left_out = total - written - sum(map(len, last))
        file.write((f"\n… {left_out} bytes …\n".encode() if left_out else b"") + b"".join(last))


def _note(**facts: object) -> None:
    temporary = folder() / "run.new"
    temporary.write_text(json.dumps(facts))
    temporary.replace(folder() / "run.json")


def _born(pid: int) -> str:
    """When the process started. With it a process is told from a later one with the same number."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    return ""


def _alive(note: Answer) -> bool:
    return bool(note.get("born")) and _born(note["pid"]) == note["born"]


@contextmanager
def _alone() -> Iterator[None]:
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # a child that was forked meanwhile would keep the lock
