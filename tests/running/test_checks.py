"""System checks: unsafe configurations are refused by a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gameday import checks
from gameday.web import built_files

ROOT = Path(__file__).resolve().parents[2]


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://LOCALHOST"])
def test_shops_under_the_platforms_own_name_are_refused(settings, address):
    settings.PUBLIC_URL, settings.SHOP_HOST = address, "localhost"
    assert ids(checks.shops_have_a_host_of_their_own(None)) == ["gameday.E001"]


def test_another_port_is_no_other_host_but_another_name_is(settings):
    settings.PUBLIC_URL, settings.SHOP_HOST = "http://localhost:8000", "127.0.0.1"
    assert checks.shops_have_a_host_of_their_own(None) == []


def test_another_way_to_write_an_ip_address_is_no_other_host(settings):
    settings.PUBLIC_URL, settings.SHOP_HOST = "http://[::1]:8000", "[::1]"
    assert ids(checks.shops_have_a_host_of_their_own(None)) == ["gameday.E001"]


def test_a_mistyped_name_in_the_file_is_told_with_the_one_that_was_meant(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / ".env").write_text("GAMEDAY_PUBLIC_URI=http://a\nGAMEDAY_WARM_POOL=1\nGAMEDAY_IMAGE=ours\nPATH=/bin\n")
    found = checks.every_setting_has_a_name_that_is_read(None)
    assert ids(found) == ["gameday.W001"]
    assert found[0].msg == "GAMEDAY_PUBLIC_URI stands in .env, and nothing reads it."
    assert found[0].hint.startswith("Did you mean GAMEDAY_PUBLIC_URL? ")


@pytest.mark.parametrize("key", ["insecure-for-development-only", "change-me", "k" * 31])
def test_a_key_that_everybody_knows_or_can_guess_is_refused(settings, key):
    settings.SECRET_KEY, settings.DEBUG = key, False
    assert ids(checks.the_key_is_a_secret(None)) == ["gameday.E002"]


def test_a_developer_may_use_it(settings):
    settings.SECRET_KEY, settings.DEBUG = "insecure-for-development-only", True
    assert checks.the_key_is_a_secret(None) == []


def test_a_command_is_refused_while_a_setting_is_unsafe():
    """In a process of its own: here, the import above registers the checks."""
    unsafe = os.environ | {"GAMEDAY_PUBLIC_URL": "http://localhost:8000", "GAMEDAY_SHOP_HOST": "localhost"}
    words = [sys.executable, "manage.py", "check"]
    done = subprocess.run(words, cwd=ROOT, env=unsafe, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "(gameday.E001) Platform and shops are both opened at “localhost”" in done.stderr


def test_a_checkout_without_its_bundles_is_refused(monkeypatch):
    monkeypatch.setattr(built_files, "bundles", dict)
    assert ids(checks.scripts_and_styles_are_built(None)) == ["gameday.E003"]
