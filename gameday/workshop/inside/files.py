"""Files of a repository: checks paths; reads, saves, merges, moves and removes files."""

import base64
import hashlib
import os
import stat
import subprocess
import tempfile
from pathlib import Path

from gameday.workshop.inside.git_commands import (
    DIFF,
    LONGEST_DIFF,
    LONGEST_TOLD,
    Answer,
    OrderRefused,
    refuse_while_stopped,
    run_git,
    try_git,
)

LARGEST_TEXT, LARGEST_DOWNLOAD = 1024 * 1024, 4 * 1024 * 1024  # bytes: to edit, to download
LONGEST_PATH = 200


def checked_path(path: str, *, link: bool = False) -> Path:
    """The file that `path` names, inside this repository and outside .git. Raises OrderRefused if it lies elsewhere."""
    parts = path.split("/")
    if len(path) > LONGEST_PATH or not path.isprintable() or any(part in ("", ".", "..") for part in parts):
        raise OrderRefused("path")
    if any(part.lower() == ".git" for part in parts):
        raise OrderRefused("path")
    target = Path.cwd() / path
    if Path(os.path.realpath(target.parent)) != target.parent or (target.is_symlink() and not link):
        raise OrderRefused("link")
    return target


def read_bytes(path: str, most: int = LARGEST_TEXT) -> bytes | None:
    """The file's bytes, or None if there is no file. Raises OrderRefused if it is no plain file, or too large."""
    target = checked_path(path)
    try:
        handle = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return None
    with open(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise OrderRefused("special")
        if about.st_size > most:
            raise OrderRefused("large", size=about.st_size)
        return file.read()


def digest_of(data: bytes | None) -> str:
    """The digest of a file's bytes; empty if there is no file."""
    return "" if data is None else hashlib.sha256(data).hexdigest()


def file_version(path: str | Path) -> str:
    """A text that changes whenever the file is written; empty if there is no file."""
    try:
        about = os.lstat(path)
    except OSError:
        return ""
    return f"{about.st_mtime_ns:x}.{about.st_size:x}"


def read_text(path: str) -> Answer:
    """A file's text, the digest that `save` wants back, and its version (`mark`)."""
    mark = file_version(checked_path(path))  # before it is read: whoever writes meanwhile makes another one
    data = read_bytes(path)
    if data is None:
        raise OrderRefused("missing")
    if b"\0" in data:
        raise OrderRefused("no text", size=len(data))
    try:
        return {"text": data.decode(), "digest": digest_of(data), "mark": mark}
    except UnicodeDecodeError as error:
        raise OrderRefused("no text", size=len(data)) from error


def read_base64(path: str) -> Answer:
    """A file's bytes in base 64."""
    data = read_bytes(path, LARGEST_DOWNLOAD)
    if data is None:
        raise OrderRefused("missing")
    return {"data": base64.b64encode(data).decode()}


def save(path: str, text: str, digest: str) -> Answer:
    """Write a file if it still has `digest`, the one that it had when it was opened (empty: there was no file)."""
    mark = file_version(checked_path(path))
    now, data = read_bytes(path), text.encode()
    if digest_of(now) != digest and now != data:
        raise OrderRefused(
            "changed",
            digest=digest_of(now),
            gone=now is None,
            diff=difference(data, now or b""),
            text=(now or b"").decode(errors="replace"),
            theirs=store_file(path),
            mine=store_object(data),
        )
    if len(data) > LARGEST_TEXT:
        raise OrderRefused("large", size=len(data))
    if now != data:
        mark = replace_file(checked_path(path), data)
    told = {"digest": digest_of(data), "new": now is None, "same": now == data, "mark": mark}
    return told | {"diff": "" if now == data else told_change(path, now or b"", data)}


def told_change(path: str, before: bytes, after: bytes) -> str:
    """What a save has changed, for its record. Empty where git cannot say: it is saved all the same."""
    try:
        said = difference(before, after)
    except (OrderRefused, subprocess.TimeoutExpired):
        return ""
    hunks = said.find("\n@@")
    return f"--- {path}\n+++ {path}{said[hunks:]}"[:LONGEST_TOLD] if hunks >= 0 else ""


def replace_file(target: Path, data: bytes) -> str:
    """Replace a file atomically, and keep its mode. Returns its version."""
    target.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".saving-")
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(name, mode)
        version = file_version(name)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
    return version


def difference(mine: bytes, theirs: bytes) -> str:
    """The difference from mine to theirs, as git prints it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "mine").write_bytes(mine)
        Path(folder, "theirs").write_bytes(theirs)
        return run_git("-C", folder, *DIFF, "--no-index", "mine", "theirs", allowed=(0, 1))[:LONGEST_DIFF]


def merge(path: str, base: str, mine: str) -> Answer:
    """Merge `mine` with the file's present text, both starting from `base`. `conflicts` counts the places that disagree."""
    theirs = read_bytes(path) or b""
    labels = ("-L", "mine", "-L", "before", "-L", "theirs")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (("mine", mine.encode()), ("base", base.encode()), ("theirs", theirs)):
            Path(folder, name).write_bytes(data)
        done = subprocess.run(
            ["git", "merge-file", "-p", *labels, "mine", "base", "theirs"],
            cwd=folder,
            capture_output=True,
            timeout=20,
            check=False,
        )
    if done.returncode > 127:
        raise OrderRefused("no text", size=len(theirs))
    return {"text": done.stdout.decode(errors="replace"), "conflicts": done.returncode, "digest": digest_of(theirs)}


def store_file(path: str) -> str:
    """Store the file as a git object, so that a removed file can be restored. Returns the object's name."""
    return run_git("hash-object", "-w", "--", path).strip() if checked_path(path).is_file() else ""


def store_object(data: bytes) -> str:
    """Store data as a git object. Returns its name."""
    return run_git("hash-object", "-w", "--stdin", stdin=data).strip()


def move(path: str, to: str) -> Answer:
    """Rename a file. Raises OrderRefused if there is one of that name."""
    source, target = checked_path(path), checked_path(to)
    if target.exists():
        raise OrderRefused("taken")
    if not source.is_file():
        raise OrderRefused("missing")
    target.parent.mkdir(parents=True, exist_ok=True)
    source.rename(target)
    return {}


def remove(path: str) -> Answer:
    """Remove a file. `kept` names the git object that holds it."""
    kept = store_file(path)
    if not kept:
        raise OrderRefused("missing")
    checked_path(path).unlink()
    return {"kept": kept}


def discard(path: str) -> Answer:
    """Restore a file from the last commit; a new file is removed. `kept` names the git object with what it was."""
    refuse_while_stopped()
    kept = store_file(path)
    run_git("reset", "-q", "--", path)
    if try_git("checkout", "-q", "HEAD", "--", path)[0]:
        checked_path(path).unlink(missing_ok=True)
    return {"kept": kept}
