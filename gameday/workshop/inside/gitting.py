"""Git as a function, and what every order may be refused with."""

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
Answer = dict[str, Any]


class OrderRefused(Exception):
    """It was not done; `code` says why, `facts` what a person needs to go on."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    @property
    def answer(self) -> Answer:
        """As it leaves the container."""
        return {"refused": self.code, **self.facts}


def attempt(*argv: str, stdin: bytes | None = None, seconds: float = 20) -> tuple[int, str]:
    """Its code, and what it printed, complaints last."""
    done = subprocess.run(
        ["git", *argv], input=stdin, capture_output=True, timeout=seconds, check=False, env=os.environ | SETTINGS
    )
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def git(*argv: str, stdin: bytes | None = None, well: tuple[int, ...] = (0,)) -> str:
    """What it printed. OrderRefused with its complaint where its code is not among `well`."""
    done = subprocess.run(
        ["git", *argv], input=stdin, capture_output=True, timeout=20, check=False, env=os.environ | SETTINGS
    )
    if done.returncode not in well:
        raise OrderRefused("git", said=(done.stderr or done.stdout).decode(errors="replace")[-2000:].strip())
    return done.stdout.decode(errors="replace")


def names(text: str) -> list[str]:
    """Those in a list that ends each with a NUL."""
    return text.split("\0")[:-1]


def operation() -> str:
    """rebase, merge, cherry-pick or revert, where one has stopped half way; else an empty text."""
    return next((name for file, name in OPERATIONS.items() if Path(".git", file).exists()), "")


def unfinished() -> None:
    """OrderRefused while an operation has stopped half way."""
    if operation():
        raise OrderRefused("operation", operation=operation())


def conflicts() -> list[str]:
    """The files on which two sides disagree."""
    return names(git("diff", "--name-only", "-z", "--diff-filter=U"))
