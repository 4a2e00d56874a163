"""Runs git, and defines how an order is refused."""

import os
import subprocess
from pathlib import Path
from typing import Any

SETTINGS = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": "true",
    "GIT_PAGER": "cat",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "core.quotepath",
    "GIT_CONFIG_VALUE_0": "off",
}
OPERATIONS = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
}
DIFF = ("diff", "--no-color", "--no-ext-diff")
LONGEST_DIFF = 400_000  # characters
LONGEST_TOLD = 5000  # characters of a difference that is told of an act; what is recorded of it is shorter
Answer = dict[str, Any]


class OrderRefused(Exception):
    """The order was not carried out. `code` says why, `facts` hold what its explanation needs."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    @property
    def answer(self) -> Answer:
        """The refusal as the answer that leaves the container."""
        return {"refused": self.code, **self.facts}


def try_git(*argv: str, stdin: bytes | None = None, seconds: float = 20) -> tuple[int, str]:
    """Run git. Returns its exit code and its output, standard error last. Raises subprocess.TimeoutExpired."""
    done = subprocess.run(
        ["git", *argv], input=stdin, capture_output=True, timeout=seconds, check=False, env=os.environ | SETTINGS
    )
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def run_git(*argv: str, stdin: bytes | None = None, allowed: tuple[int, ...] = (0,)) -> str:
    """Run git and return its output. Raises OrderRefused with its message unless its exit code is in `allowed`."""
    done = subprocess.run(
        ["git", *argv], input=stdin, capture_output=True, timeout=20, check=False, env=os.environ | SETTINGS
    )
    if done.returncode not in allowed:
        raise OrderRefused("git", said=(done.stderr or done.stdout).decode(errors="replace")[-2000:].strip())
    return done.stdout.decode(errors="replace")


def told_difference(*argv: str) -> str:
    """The difference that an act has made, for its record. Empty where git cannot say: the act is done all the same."""
    try:
        code, said = try_git(*argv)
    except subprocess.TimeoutExpired:
        return ""
    return "" if code > 1 else said[:LONGEST_TOLD]


def split_names(text: str) -> list[str]:
    """The names in a list where a NUL ends each."""
    return text.split("\0")[:-1]


def stopped_operation() -> str:
    """The operation that has stopped half way: rebase, merge, cherry-pick or revert; empty if none has."""
    return next((name for file, name in OPERATIONS.items() if Path(".git", file).exists()), "")


def refuse_while_stopped() -> None:
    """Raise OrderRefused if an operation has stopped half way."""
    if stopped := stopped_operation():
        raise OrderRefused("operation", operation=stopped)


def conflicted_files() -> list[str]:
    """The files with conflicts."""
    return split_names(run_git("diff", "--name-only", "-z", "--diff-filter=U"))
