"""The one way to read .env, for settings, runs and scripts: that of docker-compose, which reads the same file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gameday import env_file
from gameday.operations.running import environment

ROOT = Path(__file__).resolve().parents[2]
LINES = {  # a line of the file -> the value of X; None: it is not set
    "X=plain": "plain",
    "X=0   # none": "0",
    "X='single'": "single",
    'X="double"': "double",
    "X='it'   # and a remark": "it",
    "X='a # b'": "a # b",
    "X='a$b'": "a$b",
    "X=a#b": "a#b",
    "X=a=b=c": "a=b=c",
    'X="with \\"quotes\\""': 'with "quotes"',
    "X=  behind a gap": "behind a gap",
    "export X=exported": "exported",
    "X = spaced": "spaced",
    "X=postgres://u:p%23@host:5432/name?sslmode=require": "postgres://u:p%23@host:5432/name?sslmode=require",
    "Y=y\nX=${Y}x": "yx",
    "X=$Yx": "$Yx",
    "X=first\nX=last": "last",
    "X=": None,
    "X=''": None,
    "#X=1": None,
    "X": None,
    "": None,
}
ONLY_HERE = {"X=   # a remark and no value": None}  # docker-compose 1.29 takes the remark for the value


@pytest.mark.parametrize(("line", "value"), (LINES | ONLY_HERE).items())
def test_a_line_means_one_thing(tmp_path, line, value):
    (tmp_path / ".env").write_text(f"A=before\n{line}\nZ=behind\n")
    found = env_file.read(tmp_path / ".env")
    assert (found.get("X"), found["A"], found["Z"]) == (value, "before", "behind")


@pytest.mark.parametrize(("line", "value"), LINES.items())
def test_a_run_reads_what_settings_read(tmp_path, line, value):
    (tmp_path / ".env").write_text(f"SECRET_KEY=s\nGAMEDAY_INSTALLATION=here\n{line}\n")
    assert environment.load_environment(tmp_path, {}).values.get("X") == value


def test_a_script_reads_what_settings_read(tmp_path):
    expected = _in_one_file(tmp_path, LINES)
    told = "".join(f"printf '%s\\0' \"${{{name}-not set}}\"\n" for name in expected)
    script = f'eval "$("{sys.executable}" -m gameday.env_file "{tmp_path}/.env")"\n{told}'
    said = subprocess.run(["sh", "-c", script], env=_bare(), cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split("\0") == [*expected.values(), ""]


@pytest.mark.parametrize("empty", [True, False])
def test_what_is_given_wins_unless_it_is_empty(tmp_path, empty):
    (tmp_path / ".env").write_text("X=of the file\n")
    values = {"X": "" if empty else "given"}
    env_file.fill(values, tmp_path / ".env")
    assert values["X"] == ("of the file" if empty else "given")


def test_a_file_that_is_not_there_sets_nothing(tmp_path):
    assert env_file.read(tmp_path / ".env") == {}


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="there is no docker-compose")
def test_docker_compose_reads_every_line_the_same(tmp_path):
    expected = _in_one_file(tmp_path, {line: value for line, value in LINES.items() if line != "X"})
    asked = {name: f"${{{name}:-not set}}" for name in expected}
    (tmp_path / "docker-compose.yml").write_text(
        yaml.safe_dump({"version": "3", "services": {"one": {"image": "none", "environment": asked}}})
    )
    done = subprocess.run(["docker-compose", "config"], cwd=tmp_path, env=_bare(), capture_output=True, check=True)
    found = yaml.safe_load(done.stdout)["services"]["one"]["environment"]
    assert {name: value.replace("$$", "$") for name, value in found.items()} == expected


def _in_one_file(folder: Path, lines: dict[str, str | None]) -> dict[str, str]:
    """All lines in its .env, each with a name of its own. Returns the value of each name, or "not set"."""
    named = {f"X{number}": each for number, each in enumerate(lines.items())}
    (folder / ".env").write_text("".join(_renamed(line, name) + "\n" for name, (line, _) in named.items()))
    return {name: "not set" if value is None else value for name, (_, value) in named.items()}


def _renamed(line: str, name: str) -> str:
    return "\n".join(one.replace("X", name, 1) for one in line.split("\n"))


def _bare() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}


def test_what_is_ours_and_empty_is_not_there_for_anybody(tmp_path):
    """The engine's driver asks for GAMEDAY_SHOP_BIND as it is: empty, the doors would be open to everybody."""
    values = {"GAMEDAY_SHOP_BIND": "", "GAMEDAY_BASE_IMAGE": "", "NO_COLOR": ""}
    (tmp_path / ".env").write_text("GAMEDAY_BASE_IMAGE=debian:trixie\n")
    env_file.fill(values, tmp_path / ".env")
    assert values == {"GAMEDAY_BASE_IMAGE": "debian:trixie", "NO_COLOR": ""}


def test_a_script_does_not_find_what_is_ours_and_empty(tmp_path):
    script = f'eval "$("{sys.executable}" -m gameday.env_file "{tmp_path}/.env")"; printf %s "${{GAMEDAY_DOCKER_URL-not set}}"'
    bare = _bare() | {"GAMEDAY_DOCKER_URL": ""}
    said = subprocess.run(["sh", "-c", script], env=bare, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "not set"
