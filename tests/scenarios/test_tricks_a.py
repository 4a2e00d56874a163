"""Tricks that the checks of the moat's scenario must not fall for."""

from contextlib import contextmanager

import pytest

from tests.scenarios.test_tricks import look, released

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

RULES = "/etc/unicorn/pg_hba.conf"


@contextmanager
def rules(sandbox, old, new):
    """The database lets in whom these rules let in, while the block runs."""
    before = sandbox.read("db", RULES)
    read_again = ["psql", "-XqAtc", "SELECT pg_reload_conf(), pg_sleep(0.5)"]
    assert old in before.decode()
    try:
        sandbox.write("db", RULES, before.decode().replace(old, new).encode())
        sandbox.exec("db", read_again)
        yield
    finally:
        sandbox.write("db", RULES, before)
        sandbox.exec("db", read_again)


@pytest.mark.parametrize(
    "width", ["host all all all trust", "host unicorn postgres all trust\nhost all all all scram-sha-256"]
)
def test_a_moat_that_is_filled_in_is_no_moat(sandbox, width):
    with rules(sandbox, "host all all all scram-sha-256", width):
        reading = look(sandbox, "moat-too-wide", "moat")
    assert reading.why == "Anybody can walk in as postgres, without a password."


def test_a_moat_that_only_the_shop_can_cross_is_too_wide_for_those_on_call(sandbox):
    with rules(sandbox, "host all all all scram-sha-256", "host unicorn storefront all scram-sha-256"):
        reading = look(sandbox, "moat-too-wide", "moat")
    assert reading.why.startswith("The people on call cannot get in from workbench")


def test_a_shop_that_was_made_master_of_the_castle_is_found_out(sandbox):
    sandbox.exec("db", ["psql", "-Xqc", "ALTER ROLE storefront SUPERUSER"])
    try:
        reading = look(sandbox, "moat-too-wide", "moat")
    finally:
        sandbox.exec("db", ["psql", "-Xqc", "ALTER ROLE storefront NOSUPERUSER"])
    assert reading.why == "There are more masters in the castle than there were: storefront."


def test_a_name_in_the_code_is_found_out_even_if_it_is_the_right_one(sandbox):
    patch = 'sed -i \'s/user=config.user, password=config.password,/user="storefront", password="carrots",/\' storefront/database.py'
    with released(sandbox, patch):
        reading = look(sandbox, "moat-too-wide", "knocks")
    assert reading.outcome == "fail"
    assert "the shop knocks as storefront" in reading.why or "but not with the password" in reading.why
