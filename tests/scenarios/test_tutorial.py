"""docs/scenarios.md is followed to the letter: every command of its tutorial, and a reference that is not stale.

Its proof alone is on record: what the reader ends up with is in scenarios/examples, and test_prove_library.py holds that record.
"""

import os
import re
import subprocess

import pytest
from django.conf import settings
from django.db import connection

from scenarios import publishing
from scenarios.document import reference
from scenarios.models import Scenario
from scenarios.publishing import RECORD
from tests.scenarios.library import TUTORIAL

PAGE = (settings.BASE_DIR / "docs" / "scenarios.md").read_text()
CHAPTER = PAGE[PAGE.index("## Tutorial") : PAGE.index("## Commands")]
PROOF = re.compile(r"^.* scenario prove ~/scenarios/painted-goats\n", re.M)
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
    """Run every block in order, without the proof. Output that the text shows must be that of the block before. Returns the last."""
    said = ""
    assert len(PROOF.findall(CHAPTER)) == 1
    for kind, block in BLOCK.findall(CHAPTER):
        if kind == "text":
            assert all(line.removeprefix("…") in said for line in block.splitlines()), said
            continue
        code, said = typed(PROOF.sub("", block), home)
        assert (code != 0) == (kind == "sh fails"), said
    return said


def files(folder):
    return {
        file.relative_to(folder): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != RECORD
    }


@pytest.mark.django_db(transaction=True)
def test_the_tutorial_ends_with_the_proven_scenario_of_the_examples_published(home, tmp_path):
    said = follow(home)  # every command ends well
    assert "painted-goats version 1: published" in said
    source = publishing.read_source(tmp_path / "scenarios" / "painted-goats")
    assert [fault.id for fault in source.document.faults] == ["expert", "sign", "doorman"]
    assert [step.on for step in source.document.solution["dev"]] == ["workbench", "recognizer"]
    assert source.document.tricks[0].caught_by == "seeing"
    assert Scenario.objects.get(slug="painted-goats").digest == source.digest
    assert files(source.folder) == files(TUTORIAL.folder)


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
