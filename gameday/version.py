"""Which Gameday this is: its release, and a fingerprint of what it is made of, so that two machines can be compared."""

import functools
import hashlib
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What processes on two machines must agree on: code, tables, and the companies that the sandboxes' images are built from.
PARTS = ("gameday", "scenarios", "scoring", "templates")


@functools.cache
def gameday_version() -> str:
    """Such as "0.1.0 (a1b2c3d4e5)". Reads some thousand small files, once in a process."""
    release = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return f"{release} ({_fingerprint()[:10]})"


def _fingerprint() -> str:
    made = hashlib.sha256()
    for part in PARTS:
        for path in sorted((ROOT / part).rglob("*")):
            if path.is_file() and not _is_by_the_way(path):
                made.update(f"{path.relative_to(ROOT)}\0".encode())
                made.update(path.read_bytes())
    return made.hexdigest()


def _is_by_the_way(path: Path) -> bool:
    """What Python, an editor or a checker leaves beside the files."""
    return any(part.startswith((".", "__pycache__")) for part in path.relative_to(ROOT).parts) or path.name.endswith(
        "~"
    )
