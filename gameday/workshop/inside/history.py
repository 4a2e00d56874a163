"""Reads the state of a repository, and commits, pushes, pulls, reverts and settles conflicts."""

import subprocess
from contextlib import suppress
from pathlib import Path

from gameday.workshop.inside import pipeline, trial
from gameday.workshop.inside.files import mark, place
from gameday.workshop.inside.gitting import (
    DIFF,
    LONGEST_DIFF,
    Answer,
    OrderRefused,
    attempt,
    conflicts,
    git,
    names,
    operation,
    unfinished,
)

MOST_FILES, MOST_NEW = 2000, 50
FORMAT = "--format=%H%x1f%an%x1f%aI%x1f%s%x1e"


def look(fetch: bool = False) -> Answer:
    """Everything that the workshop's page shows, as git prints it. `fetch`: ask the remote first."""
    status = pipeline.ask("/status")
    if fetch and "text" in status:
        with suppress(subprocess.TimeoutExpired):
            attempt("fetch", "-q", seconds=4)
    files = names(git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"))[:MOST_FILES]
    return {
        "operation": operation(),
        "pipeline": status,
        "tests": trial.told(),
        "status": git("--no-optional-locks", "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all"),
        "files": {path: mark(path) for path in files},
        "log": commits("-n", "30"),
        "incoming": commits("-n", "10", "HEAD..@{upstream}"),
        "outgoing": commits("-n", "10", "@{upstream}..HEAD"),
        "upstream": commits("-n", "1", "@{upstream}")[:40],
    }


def commits(*which: str) -> str:
    code, said = attempt("log", FORMAT, *which, "--")
    return "" if code else said


def diff(path: str = "") -> Answer:
    """The difference from the last commit, with new files."""
    where = ["--", path or "."]
    new = names(git("ls-files", "-z", "--others", "--exclude-standard", *where))[:MOST_NEW]
    parts = [git(*DIFF, "-M", "HEAD", *where)]
    parts += [git(*DIFF, "--no-index", "--", "/dev/null", name, well=(0, 1)) for name in new]
    return {"diff": "".join(parts)[:LONGEST_DIFF]}


def show(sha: str) -> Answer:
    """A commit: its log line, message and difference."""
    changes = git("show", *DIFF[1:], "--format=", "-m", "--first-parent", sha, "--")
    return {
        "diff": changes[:LONGEST_DIFF],
        "log": commits("-n", "1", sha),
        "message": git("show", "-s", "--format=%B", sha, "--"),
    }


def sides(path: str) -> Answer:
    """The difference between the two sides of a conflict, from git's ours to its theirs."""
    place(path)
    code, said = attempt(*DIFF, f":2:{path}", f":3:{path}")
    return {"diff": "" if code else said[:LONGEST_DIFF]}


def commit(paths: list[str], message: str) -> Answer:
    """Commit these files as they are, and no others."""
    unfinished()
    if conflicts():
        raise OrderRefused("conflicts", files=conflicts())
    chosen = [str(place(path, link=True).relative_to(Path.cwd())) for path in paths]
    git("add", "-A", "--", *chosen)
    if not chosen or not git("diff", "--cached", "--name-only", "HEAD", "--", *chosen):
        raise OrderRefused("nothing")
    git("commit", "-q", "--only", "-F", "-", "--", *chosen, stdin=message.encode())
    return {"sha": git("rev-parse", "HEAD").strip()}


def push() -> Answer:
    """Push the branch that is checked out. Returns git's exit `code` and what it `said`; a rejected push is no error here."""
    code, said = attempt("push", "--porcelain", "origin", "HEAD", seconds=25)
    if code:
        attempt("fetch", "-q", seconds=4)
    return {"code": code, "said": said[-3000:], "incoming": commits("-n", "10", "HEAD..@{upstream}")}


def pull() -> Answer:
    """Fetch the commits of others and rebase our own onto them. Uncommitted changes stay."""
    unfinished()
    before, stashes = git("rev-parse", "HEAD"), git("stash", "list")
    code, said = attempt("pull", "--rebase", "--autostash", seconds=25)
    return {
        "code": code,
        "said": said[-3000:],
        "operation": operation(),
        "moved": git("rev-parse", "HEAD") != before,
        "conflicts": conflicts(),
        "stashed": git("stash", "list") != stashes,
    }


def revert(sha: str) -> Answer:
    """Revert a commit by a new one."""
    unfinished()
    code, said = attempt("revert", "--no-edit", sha)
    if code and not operation():
        raise OrderRefused("git", said=said[-2000:].strip())
    return {"operation": operation()}


def settle(path: str, side: str) -> Answer:
    """Settle one file of a conflict: take `ours` or `theirs`, or the file as it is."""
    target = place(path)
    if path not in conflicts():
        raise OrderRefused("settled")
    if side not in ("ours", "theirs"):
        if target.exists() and b"<<<<<<< " in target.read_bytes():
            raise OrderRefused("markers")
    elif attempt("checkout", f"--{side}", "--", path)[0]:  # the file does not exist on that side
        target.unlink(missing_ok=True)
    git("add", "-A", "--", path)
    if not operation():  # stashed changes come back uncommitted, as they were
        git("reset", "-q", "--", path)
    return {"left": conflicts()}


def carry_on() -> Answer:
    """Continue the stopped operation. It may stop again at the next commit."""
    code, said = attempt(_stopped(), "--continue")
    if code and not operation():
        raise OrderRefused("git", said=said[-2000:].strip())
    return {"operation": operation(), "conflicts": conflicts()}


def give_up() -> Answer:
    """Abort the stopped operation."""
    git(_stopped(), "--abort")
    return {}


def _stopped() -> str:
    if not operation():
        raise OrderRefused("settled")
    return operation()
