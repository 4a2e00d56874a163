"""Parses what git prints for programs: status, log and diff. Pure: no git is called here."""

import re
from dataclasses import dataclass, field
from datetime import datetime

SHA = re.compile(r"[0-9a-f]{40}")
HUNK = re.compile(r"^@@+ -(\d+)(?:,\d+)? (?:-\d+(?:,\d+)? )*\+(\d+)(?:,\d+)? @@+ ?(.*)$")
MOST_LINES = 3000  # of one diff; nobody reads more
CHANGE_WORDS = {"M": "changed", "T": "changed", "A": "new", "D": "deleted", "R": "renamed", "C": "new"}


@dataclass(frozen=True)
class FileChange:
    """A file that differs from the last commit. `how`: changed|new|deleted|renamed|conflict."""

    path: str
    how: str
    before: str = ""  # the name that a renamed file had


@dataclass(frozen=True)
class RepositoryStatus:
    branch: str = ""  # empty if no branch is checked out
    head: str = ""
    ahead: int = 0
    behind: int = 0
    changes: list[FileChange] = field(default_factory=list)

    @property
    def conflicts(self) -> list[str]:
        return [change.path for change in self.changes if change.how == "conflict"]


@dataclass(frozen=True)
class Commit:
    sha: str
    author: str
    at: datetime
    subject: str

    @property
    def short(self) -> str:
        return self.sha[:10]


@dataclass(frozen=True)
class DiffLine:
    """One line of a diff. `kind`: add|take|same|mark|note."""

    kind: str
    text: str
    old: int | None = None
    new: int | None = None


@dataclass
class FileDiff:
    """The difference of one file."""

    path: str
    how: str = "changed"
    before: str = ""
    binary: bool = False
    lines: list[DiffLine] = field(default_factory=list)
    added: int = 0
    taken: int = 0


def parse_status(text: str) -> RepositoryStatus:
    """Parse the output of `git status --porcelain=v2 --branch -z`."""
    entries, about, changes = iter(text.split("\0")), {}, []
    for entry in entries:
        kind, _, rest = entry.partition(" ")
        if kind == "#":
            name, _, value = rest.partition(" ")
            about[name] = value
        elif kind == "1":
            changes.append(_plain(rest.split(" ", 7)))
        elif kind == "2":
            changes.append(FileChange(rest.split(" ", 8)[8], "renamed", before=next(entries, "")))
        elif kind == "u":
            changes.append(FileChange(rest.split(" ", 9)[9], "conflict"))
        elif kind == "?":
            changes.append(FileChange(rest, "new"))
    ahead, _, behind = about.get("branch.ab", "+0 -0").partition(" ")
    branch = about.get("branch.head", "")
    return RepositoryStatus(
        "" if branch == "(detached)" else branch,
        about.get("branch.oid", ""),
        int(ahead),
        -int(behind),
        sorted(changes, key=lambda change: change.path),
    )


def _plain(words: list[str]) -> FileChange:
    staged, there = words[0][0], words[0][1]
    letter = "D" if "D" in (there, staged) and there != "M" else "A" if staged == "A" else "M"
    return FileChange(words[7], CHANGE_WORDS[letter])


def parse_log(text: str) -> list[Commit]:
    """Parse the output of `git log` in the format of gameday.workshop.inside.history."""
    rows = [row.strip("\n").split("\x1f") for row in text.split("\x1e") if row.strip()]
    return [Commit(sha, author, datetime.fromisoformat(at), subject) for sha, author, at, subject in rows]


def parse_diff(text: str) -> list[FileDiff]:
    """Parse a unified or combined diff, at most MOST_LINES of it."""
    found: list[FileDiff] = []
    old = new = 0
    inside = False  # whether we are in a hunk
    for line in text.split("\n")[:MOST_LINES]:
        if line.startswith("diff "):
            found.append(FileDiff(_named(line)))
            inside = False
        elif not found:
            continue
        elif hunk := HUNK.match(line):
            old, new, inside = int(hunk[1]), int(hunk[2]), True
            found[-1].lines.append(DiffLine("mark", hunk[3]))
        elif not inside:
            _head(found[-1], line)
        else:
            old, new = _line(found[-1], line, old, new)
    return found


def _named(line: str) -> str:
    """The path in a `diff` line, assuming that both sides have one name. Later lines correct it if not."""
    rest = line.removeprefix("diff --git ").removeprefix("diff --cc ").removeprefix("diff --combined ")
    middle = rest.find(" b/")
    return _path(rest[middle + 1 :]) if middle >= 0 else _path(rest)


def _head(file: FileDiff, line: str) -> None:
    word, _, rest = line.partition(" ")
    if line.startswith("new file"):
        file.how = "new"
    elif line.startswith("deleted file"):
        file.how = "deleted"
    elif line.startswith("rename from "):
        file.how, file.before = "renamed", _path(line.removeprefix("rename from "))
    elif word in ("---", "+++") and rest.rstrip("\t") != "/dev/null":
        file.path = _path(rest.rstrip("\t"))
    elif line.startswith("Binary files "):
        file.binary = True


def _line(file: FileDiff, line: str, old: int, new: int) -> tuple[int, int]:
    """Add one line of a hunk. Returns the old and new line numbers of the next."""
    sign, text = line[:1], line[1:]
    if sign == "+":
        file.lines.append(DiffLine("add", text, None, new))
        file.added += 1
        return old, new + 1
    if sign == "-":
        file.lines.append(DiffLine("take", text, old, None))
        file.taken += 1
        return old + 1, new
    if sign == "\\":
        file.lines.append(DiffLine("note", text.strip()))
        return old, new
    if sign == " ":
        file.lines.append(DiffLine("same", text, old, new))
        return old + 1, new + 1
    return old, new


def _path(name: str) -> str:
    """A path without git's a/ or b/, and without the quotes around an unusual name."""
    if name.startswith('"') and name.endswith('"'):
        name = (
            name[1:-1]
            .encode("latin-1", "replace")
            .decode("unicode_escape")
            .encode("latin-1", "replace")
            .decode(errors="replace")
        )
    return name[2:] if name[:2] in ("a/", "b/") else name
