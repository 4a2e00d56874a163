"""Runs a repository's tests, one run at a time. The present or last run's record is in /tmp/workshop."""

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

from gameday.workshop.inside.git_commands import Answer, OrderRefused

KEPT_START, KEPT_END = 120_000, 40_000  # bytes that are kept from the start and the end of the output
READ_AT_ONCE = 4096  # bytes
TEST_SECONDS = float(os.environ.get("WORKSHOP_TEST_SECONDS", "120"))


def record_folder() -> Path:
    folder = Path(tempfile.gettempdir()) / "workshop" / Path.cwd().name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def last_run() -> Answer:
    """The present or last run: by, at, running, output, and how it ended. Empty if there was none."""
    try:
        record = json.loads((record_folder() / "run.json").read_text())
        output = (record_folder() / "output").read_bytes()
    except (OSError, ValueError):
        return {}
    running = "ended" not in record and _is_running(record)
    return {**record, "running": running, "output": output[-(KEPT_START + KEPT_END) :].decode(errors="replace")}


def start(by: str) -> Answer:
    """Start the tests. Raises OrderRefused if they run already."""
    with _locked():
        run = last_run()
        if run.get("running"):
            raise OrderRefused("running", by=run["by"])
        (record_folder() / "output").write_bytes(b"")
        runner = _start_runner(by)
        _write_record(by=by, at=time.time(), pid=runner, born=_start_time(runner))
    return {}


def stop(by: str) -> Answer:
    """Stop the tests. Records `by`, the name of the person."""
    run = last_run()
    if not run.get("running"):
        raise OrderRefused("not running")
    (record_folder() / "stopped").write_text(by)
    with suppress(ProcessLookupError):
        os.kill(run["pid"], signal.SIGTERM)
    return {}


# The runner ----------------------------------------------------------------------------------------------------------


def _start_runner(by: str) -> int:
    """Start a process that runs the tests after the order has ended. Returns its pid."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        null_device = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(null_device, number)
        _run_tests(by)
    finally:
        os._exit(0)


def _run_tests(by: str) -> None:
    (record_folder() / "stopped").unlink(missing_ok=True)
    began = time.time()
    command = [sys.executable, "-m", "pytest", "--color=no", "--basetemp", str(record_folder() / "scratch")]
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
    time_limit = threading.Timer(TEST_SECONDS, end, ["too long"])
    time_limit.start()
    _record_output(running)
    time_limit.cancel()
    how = ended["how"] or ("passed" if running.wait() == 0 else "failed")
    stopper = (record_folder() / "stopped").read_text() if how == "stopped" else ""
    with _locked():  # waits until the order that started the run has written its record
        _write_record(by=by, at=began, ended=how, seconds=round(time.time() - began, 1), stopper=stopper)


def _record_output(running: "subprocess.Popen[bytes]") -> None:
    """Keep the start and the end of what the tests print."""
    assert running.stdout
    total, written, last = 0, 0, deque[bytes](maxlen=KEPT_END // READ_AT_ONCE)
    with (record_folder() / "output").open("wb", buffering=0) as file:
        while chunk := os.read(running.stdout.fileno(), READ_AT_ONCE):
            total += len(chunk)
            if written < KEPT_START:
                written += file.write(chunk)
            else:
                last.append(chunk)
        left_out = total - written - sum(map(len, last))
        file.write((f"\n… {left_out} bytes …\n".encode() if left_out else b"") + b"".join(last))


def _write_record(**facts: object) -> None:
    temporary = record_folder() / "run.new"
    temporary.write_text(json.dumps(facts))
    temporary.replace(record_folder() / "run.json")


def _start_time(pid: int) -> str:
    """When the process started. With it a process is told from a later one with the same number."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    return ""


def _is_running(record: Answer) -> bool:
    return bool(record.get("born")) and _start_time(record["pid"]) == record["born"]


@contextmanager
def _locked() -> Iterator[None]:
    with (record_folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # a child that was forked meanwhile would keep the lock
