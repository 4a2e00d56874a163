"""Parses the pipeline's status and test output for the workshop. Pure: no request is made here."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class CommitTest:
    """The pipeline's test run of a pushed commit. `status`: queued|running|passed|failed."""

    sha: str
    status: str
    at: datetime | None = None
    seconds: float = 0.0

    passed = property(lambda test: test.status == "passed")
    failed = property(lambda test: test.status == "failed")
    running = property(lambda test: test.status == "running")


@dataclass(frozen=True)
class Deployment:
    sha: str
    at: datetime
    why: str  # pushed|by hand|rolled back


@dataclass(frozen=True)
class PipelineStatus:
    """The pipeline as it stands for one service.

    `away` says why the pipeline does not answer; `known` is whether it deploys this repository at all.
    """

    away: str = ""
    known: bool = False
    alive: bool = True
    queued: int = 0
    wanted: str = ""
    running: str = ""
    answers: bool | None = None  # whether the service answers; None while it starts
    tests: list[CommitTest] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)

    @property
    def previous(self) -> str:
        """The commit that a roll-back would go to, by the same rule as the pipeline's."""
        return next((each.sha for each in self.deployments if each.sha != self.wanted), "")

    @property
    def busy(self) -> bool:
        """Whether a test runs or waits, or a release is on its way."""
        moving = bool(self.wanted) and (self.running != self.wanted or self.answers is None)
        return not self.away and (moving or any(test.status in ("queued", "running") for test in self.tests))


def parse_pipeline(told: dict[str, Any], service: str, pushed: str) -> PipelineStatus:
    """Parse the answer to an `ask` order for /status. `pushed` is the commit of the remote's branch."""
    if "text" not in told:
        return PipelineStatus(away=str(told.get("away") or told.get("wrong") or "?"))
    try:
        status = json.loads(told["text"])
        return _of(status, service, pushed)
    except (ValueError, KeyError, TypeError) as error:
        return PipelineStatus(away=f"{type(error).__name__}: {error}")


def _of(status: dict[str, Any], service: str, pushed: str) -> PipelineStatus:
    runner, state = status["runner"], status["services"].get(service)
    if state is None:
        return PipelineStatus()
    tests = [CommitTest(each["sha"], each["status"], _at(each["at"]), each["seconds"]) for each in state["tests"]]
    busy = runner["busy"] or {}
    seen = {test.sha for test in tests}
    if pushed and pushed not in seen and (runner["queued"] or busy.get("sha") == pushed):
        tests.insert(0, CommitTest(pushed, "queued"))
    running = state["running"] or {"sha": "", "ok": None}
    return PipelineStatus(
        known=True,
        alive=runner["alive"],
        queued=runner["queued"],
        wanted=state["wanted"],
        running=running["sha"],
        answers=running["ok"],
        tests=tests,
        deployments=[Deployment(each["sha"], _at(each["at"]), each["why"]) for each in state["deployments"]],
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def failures_of(output: str) -> str:
    """The part of pytest's output that tells what failed, or the whole output if there is no such part."""
    lines = output.splitlines()
    begins = [
        number
        for number, line in enumerate(lines)
        if line.startswith("=") and (" FAILURES " in line or " ERRORS " in line)
    ]
    return "\n".join(lines[begins[0] :]) if begins else output
