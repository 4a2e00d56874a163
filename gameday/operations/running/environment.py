"""What a run goes by: what is given (environment, .env), what .env keeps for good, what the last run chose.

The last run's choices (its database, its port) lie in var/<installation>/environment, which settings read after .env,
so that every other management command finds the platform that runs.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gameday.env_file import fill, read

ROOT = Path(__file__).resolve().parents[3]
GENERATED = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "GAMEDAY_INSTALLATION": lambda: f"gameday-{secrets.token_hex(2)}",
}


def write_environment(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file; nobody but its owner reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    new.replace(path)


def complete_environment(path: Path, already: Mapping[str, str]) -> dict[str, str]:
    """Generate what every installation needs of its own, once; returns what was added to the file."""
    known = read(path).keys() | {name for name, value in already.items() if value}
    missing = {name: make() for name, make in GENERATED.items() if name not in known}
    if missing:
        path.touch(mode=0o600)
        before = path.read_text()
        lines = "".join(f"{name}={value}\n" for name, value in missing.items())
        path.write_text(before + ("" if before.endswith("\n") or not before else "\n") + lines)
    return missing


@dataclass
class Environment:
    """The environment of one run. `chosen` is what the run decided itself, and the next one remembers."""

    values: dict[str, str]
    folder: Path
    remembered: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    def given(self, name: str) -> str:
        """The value that somebody set; "" where it is only remembered or not there."""
        value = self.values.get(name, "")
        return "" if value == self.remembered.get(name) else value

    def choose(self, name: str, value: str) -> None:
        self.chosen[name] = self.values[name] = value

    def keep(self) -> None:
        """Let other commands and the next run find what was chosen."""
        if self.chosen:
            write_environment(self.folder / "environment", self.chosen)


def load_environment(root: Path = ROOT, given: Mapping[str, str] | None = None) -> Environment:
    """The environment to start from; completes .env where this installation has no name or no key yet."""
    values = dict(os.environ if given is None else given)
    complete_environment(root / ".env", values)
    fill(values, root / ".env")
    folder = root / "var" / values["GAMEDAY_INSTALLATION"]
    folder.mkdir(parents=True, exist_ok=True)
    return Environment(values, folder, read(folder / "environment"))
