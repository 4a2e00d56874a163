"""System checks: unsafe configurations are refused by a sentence."""

import pytest

from gameday import built_files, checks


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://LOCALHOST"])
def test_shops_under_the_platforms_own_name_are_refused(settings, address):
    settings.PUBLIC_URL, settings.SHOP_HOST = address, "localhost"
    assert ids(checks.shops_have_a_host_of_their_own(None)) == ["gameday.E001"]


def test_another_port_is_no_other_host_but_another_name_is(settings):
    settings.PUBLIC_URL, settings.SHOP_HOST = "http://localhost:8000", "127.0.0.1"
    assert checks.shops_have_a_host_of_their_own(None) == []


def test_an_address_without_a_host_is_refused(settings):
    settings.PUBLIC_URL = "gameday.example"
    assert ids(checks.shops_have_a_host_of_their_own(None)) == ["gameday.E001"]


@pytest.mark.parametrize("key", ["insecure-for-development-only", "change-me"])
def test_a_key_that_everybody_knows_is_refused(settings, key):
    settings.SECRET_KEY, settings.DEBUG = key, False
    assert ids(checks.the_key_is_a_secret(None)) == ["gameday.E002"]


def test_a_developer_may_use_it(settings):
    settings.SECRET_KEY, settings.DEBUG = "insecure-for-development-only", True
    assert checks.the_key_is_a_secret(None) == []


def test_a_checkout_without_its_bundles_is_refused(monkeypatch):
    monkeypatch.setattr(built_files, "bundles", dict)
    assert ids(checks.scripts_and_styles_are_built(None)) == ["gameday.E003"]
