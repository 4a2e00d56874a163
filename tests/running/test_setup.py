"""The scripts that set a machine up: sound shell, no host names, and a sentence where they cannot go on."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [ROOT / "bin" / name for name in ("setup", "engine", "base-image")] + [ROOT / ".ci" / "run"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_sound_and_may_be_run(script):
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_script_names_a_host(script):
    assert not re.search(r"https?://|[a-z]\.(org|com|io)/", script.read_text())


def test_ci_runs_make_test_and_nothing_else():
    lines = [line for line in (ROOT / ".ci/run").read_text().splitlines() if not line.startswith("#")]
    assert lines == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make test"]


def test_help_names_every_target():
    text = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)[0].split())
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in shown.splitlines()} == targets
    assert {"run", "test", "check", "bench", "clean", "help"} <= targets


def test_an_engine_that_somebody_named_and_is_away_is_not_replaced(tmp_path):
    environment = {"PATH": os.environ["PATH"], "GAMEDAY_DOCKER_URL": "tcp://127.0.0.1:1"}
    refused = subprocess.run([ROOT / "bin/engine"], env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert refused.stderr == (
        "No Docker engine answers at tcp://127.0.0.1:1. "
        "Start it, or name another by GAMEDAY_DOCKER_URL; then start again.\n"
    )


@pytest.mark.engine
def test_a_second_setup_installs_nothing(tmp_path):
    subprocess.run([ROOT / "bin/setup", "test"], capture_output=True, check=True)
    again = subprocess.run([ROOT / "bin/setup", "test"], capture_output=True, text=True, check=True)
    assert (again.stdout, again.stderr) == ("", "")
