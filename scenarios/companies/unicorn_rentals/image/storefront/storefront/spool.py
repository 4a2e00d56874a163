"""Files that a request leaves behind: contracts and uploaded pictures. Only the newest are kept."""

from pathlib import Path

KEPT = 200


class Full(Exception):
    """The spool takes no more; the message says why."""


def keep(folder: Path, name: str, data: bytes) -> Path:
    """Write one file; every so often throw the oldest away. Raises Full."""
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        _tidy(folder, path.name.split("-")[0])
    except OSError as error:
        raise Full(f"{folder}: {error.strerror}") from error
    return path


def _tidy(folder: Path, kind: str) -> None:
    files = list(folder.glob(f"{kind}-*"))
    if len(files) > 2 * KEPT:
        for old in sorted(files, key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
