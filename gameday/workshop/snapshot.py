"""The state of a repository, read once for all pages of a team that ask within FRESH_SECONDS."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gameday.workshop import porcelain, releases
from gameday.workshop.bench import Workbench

FRESH_SECONDS, FETCH_SECONDS = 1.5, 10.0  # for so long a snapshot is reused; between two fetches from the remote


@dataclass(frozen=True)
class TestRun:
    """The present or last test run on the workbench.

    `ended` is passed, failed, stopped, too long or lost; empty while it runs.
    """

    by: str = ""
    at: datetime | None = None
    running: bool = False
    ended: str = ""
    seconds: float = 0.0
    output: str = ""
    stopper: str = ""

    passed = property(lambda run: run.ended == "passed")
    failed = property(lambda run: run.ended == "failed")


@dataclass(frozen=True)
class Snapshot:
    status: porcelain.RepositoryStatus
    files: dict[str, str]  # path -> a mark that changes whenever the file is written
    log: list[porcelain.Commit]
    incoming: list[porcelain.Commit]
    outgoing: list[porcelain.Commit]
    operation: str
    test_run: TestRun
    pipeline: releases.PipelineStatus
    repositories: list[str]


@dataclass
class _Kept:
    lock: threading.Lock = field(default_factory=threading.Lock)
    at: float = -FRESH_SECONDS
    fetched_at: float = -FETCH_SECONDS
    snapshot: Snapshot | None = None


_kept: dict[tuple[int, str], _Kept] = {}


def snapshot_of(bench: Workbench, *, fresh: bool = False) -> Snapshot:
    """The state of a repository. `fresh`: read it anew, because it has just changed. Raises OrderRefused and BenchAway."""
    kept = _kept.setdefault((bench.row.pk if bench.row else 0, bench.repository), _Kept())
    asked = time.monotonic()
    with kept.lock:
        old = kept.at < asked if fresh else time.monotonic() - kept.at > FRESH_SECONDS
        if kept.snapshot is None or old:
            fetch = time.monotonic() - kept.fetched_at > FETCH_SECONDS
            kept.at = time.monotonic()
            kept.snapshot = _read(bench.order("look", fetch=fetch), bench.repository)
            kept.fetched_at = kept.at if fetch else kept.fetched_at
        return kept.snapshot


def forget_snapshot(bench: Workbench) -> None:
    """Forget the snapshot, because the repository has just changed."""
    kept = _kept.get((bench.row.pk if bench.row else 0, bench.repository))
    if kept:
        kept.at = -FRESH_SECONDS


def _read(told: dict[str, Any], repository: str) -> Snapshot:
    status = porcelain.parse_status(told["status"])
    gone = {change.path for change in status.changes if change.how == "deleted"}
    return Snapshot(
        status=status,
        files={path: told["files"][path] for path in sorted(told["files"]) if path not in gone},
        operation=told["operation"],
        log=porcelain.parse_log(told["log"]),
        incoming=porcelain.parse_log(told["incoming"]),
        outgoing=porcelain.parse_log(told["outgoing"]),
        test_run=_test_run(told["tests"]),
        pipeline=releases.parse_pipeline(told["pipeline"], repository, told["upstream"]),
        repositories=told["repositories"],
    )


def _test_run(told: dict[str, Any]) -> TestRun:
    if not told:
        return TestRun()
    ended = told.get("ended", "" if told["running"] else "lost")
    return TestRun(
        told["by"],
        datetime.fromtimestamp(told["at"], UTC),
        told["running"],
        ended,
        told.get("seconds", 0.0),
        told["output"],
        told.get("stopper", ""),
    )
