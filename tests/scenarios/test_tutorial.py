"""docs/scenarios.md is followed to the letter: every command of its tutorial, and a reference that is not stale."""

import os
import re
import subprocess

import pytest
from django.conf import settings
from django.db import connection

from scenarios import publishing
from scenarios.document import reference
from scenarios.models import Scenario

PAGE = (settings.BASE_DIR / "docs" / "scenarios.md").read_text()
TUTORIAL = PAGE[PAGE.index("## Tutorial") : PAGE.index("## Commands")]
BLOCK = re.compile(r"^```(sh|sh fails|text)\n(.*?)^```$", re.M | re.S)


@pytest.fixture
def home(tmp_path):
    """A facilitator's home; commands are typed in the folder of the checkout, as the tutorial says."""
    at = connection.settings_dict
    database = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}/{at['NAME']}"
    return os.environ | {"HOME": str(tmp_path), "DATABASE_URL": database}


def typed(script, home):
    done = subprocess.run(
        ["bash", "-ec", script], cwd=settings.BASE_DIR, env=home, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def follow(home):
    """Run every block in order. Output that the text shows must be that of the block before. Returns the last."""
    said = ""
    for kind, block in BLOCK.findall(TUTORIAL):
        if kind == "text":
            assert all(line.removeprefix("…") in said for line in block.splitlines()), said
            continue
        code, said = typed(block, home)
        assert (code != 0) == (kind == "sh fails"), said
    return said


@pytest.mark.engine
@pytest.mark.timeout(1500)
@pytest.mark.django_db(transaction=True)
def test_the_tutorial_ends_with_a_proven_and_published_scenario(home, tmp_path):
    said = follow(home)  # every command ends well, the proof among them
    assert "painted-goats version 1: published" in said
    source = publishing.read_source(tmp_path / "scenarios" / "painted-goats")
    assert [fault.id for fault in source.document.faults] == ["expert", "sign", "doorman"]
    assert [step.on for step in source.document.solution["dev"]] == ["workbench", "recognizer"]
    assert source.document.tricks[0].caught_by == "seeing"
    assert Scenario.objects.get(slug="painted-goats").digest == source.digest


def test_the_reference_is_not_stale():
    assert reference.with_reference(PAGE) == PAGE, (
        "run `manage.py scenario reference --write` and commit docs/scenarios.md"
    )


def test_the_reference_knows_every_kind_and_key():
    made = reference.reference_markdown()
    for name in (
        "deploy.bad",
        "network.partition",
        "recognise",
        "caught_by",
        "ok_for",
        "cgroup.cpu",
        "/var/spool/unicorn",
    ):
        assert f"`{name}`" in made
