"""The settings of a run: what is given (environment, .env), and what the last run chose.

The last run's choices (its database, its port) lie in var/<installation>/environment, which settings read after .env,
so that every other management command finds the platform that runs.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gameday.env_file import fill, read
from gameday.operations.running import ports

ROOT = Path(__file__).resolve().parents[3]
GENERATED = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "GAMEDAY_INSTALLATION": lambda: f"gameday-{secrets.token_hex(2)}",
}


def write_environment(path: Path, values: Mapping[str, str]) -> None:
    """Replace a file of environment variables. Only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    new.replace(path)


def complete_environment(path: Path, already: Mapping[str, str]) -> dict[str, str]:
    """Add the settings to .env that every installation generates once. Returns what was added."""
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
    """The environment of one run. `chosen` is what the run decided itself; `keep` saves it for the next one."""

    values: dict[str, str]
    folder: Path
    remembered: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    def given(self, name: str) -> str:
        """The value that a person has set; "" if there is none, or only one that the last run chose."""
        value = self.values.get(name, "")
        return "" if value == self.remembered.get(name) else value

    def choose(self, name: str, value: str) -> None:
        self.chosen[name] = self.values[name] = value

    def own_port(self, name: str, first: int) -> int:
        """A port for a server of our own, whose URL the last run has kept as `name`; from `first` on."""
        return ports.own_port(self.values["GAMEDAY_INSTALLATION"], first, self.remembered.get(name, ""))

    def keep(self) -> None:
        """Save what was chosen for other commands and the next run."""
        if self.chosen:
            write_environment(self.folder / "environment", self.chosen)


@contextmanager
def platform_lock(environment: Environment) -> Iterator[bool]:
    """Held by the one `manage.py up` of an installation while it runs. Yields whether we hold it now: else another does."""
    with (environment.folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def load_environment(root: Path = ROOT, given: Mapping[str, str] | None = None) -> Environment:
    """Read the environment for a run. Adds a name and a key to .env if this installation has none yet."""
    values = dict(os.environ if given is None else given)
    complete_environment(root / ".env", values)
    fill(values, root / ".env")
    folder = root / "var" / values["GAMEDAY_INSTALLATION"]
    folder.mkdir(parents=True, exist_ok=True)
    return Environment(values, folder, read(folder / "environment"))
