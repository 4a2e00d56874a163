"""Reads the state of a repository, and commits, pushes, pulls, reverts and resolves conflicts."""

import json
import subprocess
from contextlib import suppress
from pathlib import Path

from gameday.workshop.inside import pipeline, pytest_run
from gameday.workshop.inside.files import checked_path, file_version
from gameday.workshop.inside.git_commands import (
    DIFF,
    LONGEST_DIFF,
    Answer,
    OrderRefused,
    conflicted_files,
    refuse_while_stopped,
    run_git,
    split_names,
    stopped_operation,
    told_difference,
    try_git,
)

MOST_FILES, MOST_NEW = 2000, 50
FORMAT = "--format=%H%x1f%an%x1f%aI%x1f%s%x1e"


def repository_state(fetch: bool = False) -> Answer:
    """Everything that the workshop's page shows, as git prints it. `fetch`: ask the remote first."""
    status = pipeline.request("/status")
    if fetch and "text" in status:
        with suppress(subprocess.TimeoutExpired):
            try_git("fetch", "-q", seconds=4)
    files = split_names(run_git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"))
    return {
        "operation": stopped_operation(),
        "pipeline": status,
        "tests": pytest_run.last_run(),
        "status": run_git("--no-optional-locks", "status", "--porcelain=v2", "--branch", "-z", "--untracked-files=all"),
        "files": {path: file_version(path) for path in files[:MOST_FILES]},
        "log": commit_log("-n", "30"),
        "incoming": commit_log("-n", "10", "HEAD..@{upstream}"),
        "outgoing": commit_log("-n", "10", "@{upstream}..HEAD"),
        "upstream": commit_log("-n", "1", "@{upstream}")[:40],
    }


def commit_log(*which: str, path: str = "") -> str:
    """These commits in FORMAT, or those of them that touch `path`; empty if git does not know them."""
    code, said = try_git("log", FORMAT, *which, "--", *([path] if path else []))
    return "" if code else said


def difference(path: str = "") -> Answer:
    """The difference from the last commit, with new files."""
    chosen_paths = ["--", path or "."]
    new = split_names(run_git("ls-files", "-z", "--others", "--exclude-standard", *chosen_paths))[:MOST_NEW]
    parts = [run_git(*DIFF, "-M", "HEAD", *chosen_paths)]
    parts += [run_git(*DIFF, "--no-index", "--", "/dev/null", name, allowed=(0, 1)) for name in new]
    return {"diff": "".join(parts)[:LONGEST_DIFF]}


def show(sha: str) -> Answer:
    """A commit: its log line, message and difference."""
    changes = run_git("show", *DIFF[1:], "--format=", "-m", "--first-parent", sha, "--")
    return {
        "diff": changes[:LONGEST_DIFF],
        "log": commit_log("-n", "1", sha),
        "message": run_git("show", "-s", "--format=%B", sha, "--"),
    }


def conflict_difference(path: str) -> Answer:
    """The difference between the two sides of a conflict, from git's ours to its theirs."""
    checked_path(path)
    code, said = try_git(*DIFF, f":2:{path}", f":3:{path}")
    return {"diff": "" if code else said[:LONGEST_DIFF]}


def commit(paths: list[str], message: str) -> Answer:
    """Commit these files as they are, and no others."""
    refuse_while_stopped()
    if conflicted_files():
        raise OrderRefused("conflicts", files=conflicted_files())
    chosen = [str(checked_path(path, link=True).relative_to(Path.cwd())) for path in paths]
    run_git("add", "-A", "--", *chosen)
    if not chosen or not run_git("diff", "--cached", "--name-only", "HEAD", "--", *chosen):
        raise OrderRefused("nothing")
    run_git("commit", "-q", "--only", "-F", "-", "--", *chosen, stdin=message.encode())
    return {"sha": run_git("rev-parse", "HEAD").strip(), "diff": told_commit("HEAD")}


def told_commit(sha: str) -> str:
    """What a commit changes, for the record of an act."""
    return told_difference("show", *DIFF[1:], "--format=", "-m", "--first-parent", sha, "--")


def push() -> Answer:
    """Push the branch that is checked out. Returns git's exit `code` and what it `said`; a rejected push is no error here."""
    diff = told_difference(*DIFF, "@{upstream}", "HEAD")
    code, said = try_git("push", "--porcelain", "origin", "HEAD", seconds=25)
    if code:
        try_git("fetch", "-q", seconds=4)
    return {"code": code, "said": said[-3000:], "diff": diff, "incoming": commit_log("-n", "10", "HEAD..@{upstream}")}


def pull() -> Answer:
    """Fetch the commits of others and rebase our own onto them. Uncommitted changes stay."""
    refuse_while_stopped()
    before, stashes = run_git("rev-parse", "HEAD"), run_git("stash", "list")
    code, said = try_git("pull", "--rebase", "--autostash", seconds=25)
    return {
        "code": code,
        "said": said[-3000:],
        "operation": stopped_operation(),
        "moved": run_git("rev-parse", "HEAD") != before,
        "conflicts": conflicted_files(),
        "stashed": run_git("stash", "list") != stashes,
    }


def revert(sha: str) -> Answer:
    """Revert a commit by a new one."""
    refuse_while_stopped()
    code, said = try_git("revert", "--no-edit", sha)
    if code and not stopped_operation():
        raise OrderRefused("git", said=said[-2000:].strip())
    return {"operation": stopped_operation(), "diff": "" if code else told_commit("HEAD")}


def release(path: str, body: Answer) -> Answer:
    """Have the pipeline deploy or roll back: its answer, and what the commit changes that runs then."""
    told = pipeline.request(path, body)
    return told | {"diff": told_commit(json.loads(told["text"])["sha"])} if "text" in told else told


def resolve_conflict(path: str, side: str) -> Answer:
    """Resolve the conflict in one file: take `ours` or `theirs`, or the file as it is."""
    target = checked_path(path)
    if path not in conflicted_files():
        raise OrderRefused("settled")
    if side not in ("ours", "theirs"):
        if target.exists() and b"<<<<<<< " in target.read_bytes():
            raise OrderRefused("markers")
    elif try_git("checkout", f"--{side}", "--", path)[0]:  # the file does not exist on that side
        target.unlink(missing_ok=True)
    run_git("add", "-A", "--", path)
    if not stopped_operation():  # stashed changes come back uncommitted, as they were
        run_git("reset", "-q", "--", path)
    return {"left": conflicted_files()}


def continue_operation() -> Answer:
    """Continue the stopped operation. It may stop again at the next commit."""
    code, said = try_git(_required_operation(), "--continue")
    if code and not stopped_operation():
        raise OrderRefused("git", said=said[-2000:].strip())
    return {"operation": stopped_operation(), "conflicts": conflicted_files()}


def abort_operation() -> Answer:
    """Abort the stopped operation."""
    run_git(_required_operation(), "--abort")
    return {}


def _required_operation() -> str:
    operation = stopped_operation()
    if not operation:
        raise OrderRefused("settled")
    return operation
