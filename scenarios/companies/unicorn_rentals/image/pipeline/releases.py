"""The state of the pipeline: which commits passed, what each service should run and runs. Kept in one JSON file."""

import json
import threading
from contextlib import contextmanager
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SERVICES = ("storefront", "recognizer")
KEPT = 20
State = dict[str, Any]


class Board:
    """One dictionary a service: tests (latest first), deployments (latest first), wanted, running. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changed = threading.Condition()
        self._state: State = json.loads(path.read_text())

    def read(self) -> State:
        with self.changed:
            return json.loads(json.dumps(self._state))

    @contextmanager
    def write(self) -> Iterator[State]:
        """Change the state inside; it is saved and everybody who waits is told."""
        with self.changed:
            yield self._state
            temporary = self.path.with_suffix(".new")
            temporary.write_text(json.dumps(self._state, indent=1))
            temporary.replace(self.path)
            self.changed.notify_all()

    def wanted(self, service: str, known: str, patience_s: float) -> str:
        """What the service should run. Waits until that is something else than `known`, or patience ends."""
        with self.changed:
            self.changed.wait_for(lambda: self._state[service]["wanted"] != known, patience_s)
            return self._state[service]["wanted"]

    def tested(self, service: str, sha: str, result: State) -> None:
        with self.write() as state:
            tests = [test for test in state[service]["tests"] if test["sha"] != sha]
            state[service]["tests"] = [{"sha": sha, **result}, *tests][:KEPT]

    def deploy(self, service: str, sha: str, why: str) -> None:
        with self.write() as state:
            state[service]["wanted"] = sha
            state[service]["deployments"] = [{"sha": sha, "at": now(), "why": why}, *state[service]["deployments"]][:KEPT]

    def running(self, service: str, sha: str, ok: bool | None) -> None:
        """What the service's agent says; ok is None while the release is starting."""
        with self.write() as state:
            state[service]["running"] = {"sha": sha, "ok": ok, "at": now()}

    def previous(self, service: str) -> str | None:
        """The last release before the wanted one."""
        state = self.read()[service]
        return next((deployment["sha"] for deployment in state["deployments"] if deployment["sha"] != state["wanted"]), None)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
