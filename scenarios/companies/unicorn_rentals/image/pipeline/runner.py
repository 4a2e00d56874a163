"""Takes a pushed commit, runs its tests in a fresh folder, and makes a release of it when they are green."""

import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from releases import Board, now

GIT, RELEASES, LOGS = Path("/srv/git"), Path("/srv/releases"), Path("/srv/test-logs")
TIMEOUT_S = 60


@dataclass(frozen=True)
class Push:
    service: str
    sha: str


class Runner(threading.Thread):
    """One at a time, in the order of the pushes."""

    def __init__(self, board: Board) -> None:
        super().__init__(name="runner", daemon=True)
        self.board = board
        self.pushes: queue.Queue[Push] = queue.Queue()
        self.busy: Push | None = None

    def run(self) -> None:
        while True:
            self.busy = self.pushes.get()
            try:
                self.handle(self.busy)
            except Exception as error:  # the next push deserves a living runner
                say("runner", error=repr(error), sha=self.busy.sha)
            self.busy = None

    def handle(self, push: Push) -> None:
        self.board.tested(push.service, push.sha, {"status": "running", "at": now(), "seconds": 0})
        started = monotonic()
        green, output = run_tests(push)
        seconds = round(monotonic() - started, 2)
        LOGS.mkdir(exist_ok=True)
        (LOGS / f"{push.service}-{push.sha}.log").write_text(output)
        if green:
            pack(push)
        self.board.tested(push.service, push.sha, {"status": "passed" if green else "failed", "at": now(), "seconds": seconds})
        say("tests", service=push.service, sha=push.sha, status="passed" if green else "failed", seconds=seconds)
        if green:
            self.board.deploy(push.service, push.sha, "pushed")


def run_tests(push: Push) -> tuple[bool, str]:
    """Whether the commit's tests pass, and the last 20,000 characters of what they said."""
    folder = Path(tempfile.mkdtemp(prefix="tests-"))
    try:
        unpack(push, folder)
        command = [sys.executable, "-m", "pytest", "--color=no", "--basetemp", f"{folder}/tmp"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
        return done.returncode == 0, (done.stdout + done.stderr)[-20_000:]
    except subprocess.TimeoutExpired:
        return False, f"The tests did not end within {TIMEOUT_S} s."
    except subprocess.CalledProcessError as error:
        return False, f"{error}\n{error.stderr}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(push: Push, folder: Path) -> None:
    archive = subprocess.run(["git", "-C", GIT / f"{push.service}.git", "archive", push.sha], capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True, capture_output=True)


def pack(push: Push) -> None:
    """Write the release's archive; keep the newest ten."""
    folder = RELEASES / push.service
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{push.sha}.tar.gz"
    command = ["git", "-C", GIT / f"{push.service}.git", "archive", "--format=tar.gz", f"--output={target}.new", push.sha]
    subprocess.run(command, check=True, capture_output=True)
    Path(f"{target}.new").rename(target)
    for old in sorted(folder.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)[:-10]:
        old.unlink()


def say(event: str, **facts: object) -> None:
    print(json.dumps({"at": now(), "event": event, **facts}), flush=True)
