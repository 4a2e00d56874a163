"""One look at a repository, shared by all of a team's pages that ask within the same moment."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gameday.workshop import porcelain, releases
from gameday.workshop.bench import Bench

FRESH, FETCH = 1.5, 10.0  # seconds that a look serves; between two of git's fetches


@dataclass(frozen=True)
class Trial:
    """The run of the tests on the workbench, or the last one. `ended`: passed|failed|stopped|too long|lost, or "" ."""

    by: str = ""
    at: datetime | None = None
    running: bool = False
    ended: str = ""
    seconds: float = 0.0
    output: str = ""
    stopper: str = ""

    @property
    def passed(self) -> bool:
        return self.ended == "passed"

    @property
    def failed(self) -> bool:
        return self.ended == "failed"


@dataclass(frozen=True)
class Snapshot:
    status: porcelain.Status
    files: dict[str, str]  # path -> a mark that is another one whenever the file is written
    log: list[porcelain.Commit]
    incoming: list[porcelain.Commit]
    outgoing: list[porcelain.Commit]
    operation: str
    trial: Trial
    pipeline: releases.Pipeline
    repositories: list[str]


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    at: float = -FRESH
    fetched_at: float = -FETCH
    snapshot: Snapshot | None = None


_kept: dict[tuple[int, str], _Kept] = {}


def of(bench: Bench, *, fresh: bool = False) -> Snapshot:
    """How it stands. `fresh`: as it is now, since somebody has just changed it. Raises OrderRefused and Away."""
    kept = _kept.setdefault((bench.row.pk if bench.row else 0, bench.repository), _Kept())
    asked = time.monotonic()
    with kept.lock:
        old = kept.at < asked if fresh else time.monotonic() - kept.at > FRESH
        if kept.snapshot is None or old:
            fetch = time.monotonic() - kept.fetched_at > FETCH
            kept.at = time.monotonic()
            kept.snapshot = _read(bench.order("look", fetch=fetch), bench.repository)
            kept.fetched_at = kept.at if fetch else kept.fetched_at
        return kept.snapshot


def forget(bench: Bench) -> None:
    """Somebody has just changed something: whoever looks next looks anew."""
    kept = _kept.get((bench.row.pk if bench.row else 0, bench.repository))
    if kept:
        kept.at = -FRESH


def _read(told: dict[str, Any], repository: str) -> Snapshot:
    status = porcelain.status(told["status"])
    gone = {change.path for change in status.changes if change.how == "deleted"}
    return Snapshot(
        status=status,
        files={path: told["files"][path] for path in sorted(told["files"]) if path not in gone},
        operation=told["operation"],
        log=porcelain.log(told["log"]),
        incoming=porcelain.log(told["incoming"]),
        outgoing=porcelain.log(told["outgoing"]),
        trial=_trial(told["tests"]),
        pipeline=releases.read(told["pipeline"], repository, told["upstream"]),
        repositories=told["repositories"],
    )


def _trial(told: dict[str, Any]) -> Trial:
    if not told:
        return Trial()
    ended = told.get("ended", "" if told["running"] else "lost")
    return Trial(
        told["by"],
        datetime.fromtimestamp(told["at"], UTC),
        told["running"],
        ended,
        told.get("seconds", 0.0),
        told["output"],
        told.get("stopper", ""),
    )
