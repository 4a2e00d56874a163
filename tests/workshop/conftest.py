"""A workbench that is a folder of this machine with real git: orders work as in a container. And a team that has it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gameday.workshop import bench as benches
from gameday.workshop.bench import Workbench
from scenarios import company
from scenarios.sandbox import EngineError, ExecResult
from tests import making
from tests.terminals.conftest import box, browser_of, clean_redis, real, server, team  # noqa: F401
from tests.terminals.test_pages_in_a_browser import window  # noqa: F401

PYTEST = "[pytest]\naddopts = -q -p no:cacheprovider\n"
FILES = {
    "shop/spool.py": "KEPT = 200\n\n\ndef keep():\n    return KEPT\n",
    "tests/test_spool.py": "def test_it():\n    assert True\n",
    "pytest.ini": PYTEST,
    "README.md": "# Shop\n",
}


class Here:
    """A sandbox whose workbench is a folder of this machine."""

    def __init__(self, home: Path) -> None:
        self.home, self.company = home, company.load_company("unicorn_rentals")
        self.pipeline = "http://127.0.0.1:9"  # a port where nothing listens
        self.down = False

    def exec(self, role, argv, *, user="root", stdin=b"", timeout=30.0, env=None) -> ExecResult:
        assert role == "workbench"
        if self.down:
            raise EngineError("No Docker engine answers.")
        about = os.environ | {
            "HOME": str(self.home),
            "TMPDIR": str(self.home / "tmp"),
            "UNICORN_PIPELINE": self.pipeline,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            **(env or {}),
        }
        words = [sys.executable, *argv[1:]] if argv[0] == "python3" else argv  # the machine's own may have no pytest
        done = subprocess.run(words, input=stdin, env=about, capture_output=True, timeout=timeout, check=False)
        return ExecResult(done.returncode, done.stdout, done.stderr, 0.0)

    def states(self):
        raise EngineError("No Docker engine answers.")


def git(where: Path, *argv: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(where), "-c", "user.name=Reginald", "-c", "user.email=r@x", *argv],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A remote with one commit, and its clone ~/storefront."""
    (tmp_path / "tmp").mkdir()
    source = tmp_path / "source"
    for name, text in FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    subprocess.run(["git", "init", "-q", "-b", "main", str(source)], check=True)
    git(source, "add", "-A")
    git(source, "commit", "-q", "-m", "Open the shop")
    subprocess.run(["git", "clone", "-q", "--bare", str(source), str(tmp_path / "remote.git")], check=True)
    subprocess.run(["git", "clone", "-q", str(tmp_path / "remote.git"), str(tmp_path / "storefront")], check=True)
    git(tmp_path / "storefront", "config", "pull.rebase", "false")
    return tmp_path


@pytest.fixture
def repository(home) -> Path:
    return home / "storefront"


@pytest.fixture
def others(home):
    """others(path, text): pushes a change from another clone, as a team mate would."""

    def push(path: str, text: str, message: str = "Count every straw") -> None:
        clone = home / "elsewhere"
        if not clone.exists():
            subprocess.run(["git", "clone", "-q", str(home / "remote.git"), str(clone)], check=True)
        git(clone, "pull", "-q", "--rebase")
        (clone / path).write_text(text)
        git(clone, "add", "-A")
        git(clone, "commit", "-q", "-m", message)
        git(clone, "push", "-q")

    return push


@pytest.fixture
def here(home, monkeypatch) -> Here:
    made = Here(home)
    monkeypatch.setattr(benches.provisioning, "driver_of", lambda row: made)
    return made


@pytest.fixture
def crew(db):
    """A team with a Dev and an Ops. Its workbench is `here`."""
    crew = making.make_team(making.running_gameday(), name="Gilded Hooves")
    making.make_player(crew, "dev", name="Dora")
    making.make_player(crew, "ops", name="Otto")
    making.make_sandbox(crew)
    return crew


@pytest.fixture
def bench(here, crew) -> Workbench:
    return Workbench(crew.players.get(name="Dora"), crew.sandboxes.get(), "storefront")


@pytest.fixture
def mate(here, crew) -> Workbench:
    """Another Dev of the same team."""
    return Workbench(making.make_player(crew, "dev", name="Dean"), crew.sandboxes.get(), "storefront")
