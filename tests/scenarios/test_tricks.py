"""The checks of the library on a real sandbox: content with a healthy one, and not to be had by a trick."""

import time
from contextlib import contextmanager

import pytest

from scenarios import catalogue, checks, probes
from scenarios.faults import FAULTS, Call
from scenarios.vocabulary import CommandGoal, ProbeUse

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

LIBRARY = {folder.name: catalogue.read(folder) for folder in catalogue.folders()}
CHECKS = [
    (slug, goal.id)
    for slug, source in LIBRARY.items()
    for goal in source.document.objectives
    if isinstance(goal, CommandGoal)
]


def look(sandbox, slug, goal):
    source = LIBRARY[slug]
    return checks.run(source.document, source.assets, source.document.objective(goal), sandbox)


def eventually(see, seconds=60.0):
    end = time.monotonic() + seconds
    while not (found := see()) and time.monotonic() < end:
        time.sleep(0.3)
    return found


@contextmanager
def released(sandbox, patch):
    """A player's release with green tests, which runs while the block does."""
    fault = FAULTS["deploy.bad"]
    handle = f"trick{time.monotonic_ns() % 10**9}"
    call = Call(sandbox, "workbench", fault.Arguments(patch=patch, answers=True, message="A trick"), handle, 600.0, {})
    recipe = fault.plan(call)
    try:
        fault.inject(call, recipe)
        assert eventually(lambda: fault.verify(call, recipe)), "the trick was never released: are its tests red?"
        yield
    finally:
        fault.heal(call, recipe)
        assert eventually(lambda: fault.healed(call, recipe))


@pytest.mark.parametrize(("slug", "goal"), CHECKS)
def test_a_check_is_content_with_a_healthy_company(sandbox, slug, goal):
    booked = probes.look(ProbeUse(probe="book"), base_url=f"http://127.0.0.1:{sandbox.shop_port()}")
    assert booked.outcome == "ok"  # so that there is a booking in the journal
    assert eventually(lambda: look(sandbox, slug, goal).outcome == "ok", 20), look(sandbox, slug, goal)


@pytest.mark.parametrize("path", ["/tmp/straws", "/var/lib/straws"])
def test_counting_the_straws_elsewhere_does_not_help(sandbox, path):
    line = f'    path = folder / name; open("{path}", "a").write("straw" * 50_000)'
    try:
        with released(sandbox, f"sed -i 's#^    path = folder / name$#{line}#' storefront/spool.py"):
            reading = look(sandbox, "stuffed-hay-loft", "bounded")
    finally:
        for role in ("pipeline", "storefront"):
            sandbox.exec(role, ["rm", "-f", path])
    assert reading.outcome == "fail"
    assert (
        "No space left" in reading.why or reading.why == f"The straw is now counted elsewhere: {path} has grown by it."
    )


def test_remembering_yesterdays_horoscopes_does_not_make_a_price_cheap(sandbox):
    patch = """printf '%s\\n' '' 'import functools' '_price = price_cents' '@functools.cache' \\
      'def price_cents(a, b, c):' '    sum(range(1_000_000))' '    return _price(a, b, c)' >> storefront/pricing.py"""
    with released(sandbox, patch):
        reading = look(sandbox, "cheap-hay", "frugal")
    assert reading.outcome == "fail"


def test_an_address_in_the_code_is_found_out(sandbox):
    there = f'host="{sandbox.address("db")}" if config.host == "db" else "192.0.2.7"'
    with released(sandbox, f"sed -i 's/host=config.host/{there}/' storefront/database.py"):
        reading = look(sandbox, "lost-in-the-forest", "asks")
    assert reading.outcome == "fail"
    assert "still went the old way" in reading.why


def test_the_right_address_in_the_hosts_file_is_still_a_signpost(sandbox):
    fault = FAULTS["network.dns"]
    call = Call(
        sandbox, "storefront", fault.Arguments(name="db", address=sandbox.address("db")), "trickhosts", 60.0, {}
    )
    recipe = fault.plan(call)
    fault.inject(call, recipe)
    try:
        assert (
            look(sandbox, "lost-in-the-forest", "signposts").why
            == "/etc/hosts on storefront still has an opinion of its own."
        )
    finally:
        fault.heal(call, recipe)


def test_one_booking_that_is_not_as_it_was_is_noticed(sandbox):
    change = "UPDATE bookings SET price_cents = price_cents {} 1 WHERE id = 4711"
    sandbox.exec("db", ["psql", "-Xqc", change.format("+")])
    try:
        reading = look(sandbox, "backup-that-wasnt", "restored")
    finally:
        sandbox.exec("db", ["psql", "-Xqc", change.format("-")])
    assert reading.why == "The old bookings are there, but not as they were in the archive."


def test_a_backup_that_is_only_a_name_is_no_backup(sandbox):
    name = "/var/backups/unicorn/unicorn-29991231T235959Z.dump"
    sandbox.write("db", name, b"PGDMP and so on")
    try:
        assert "cannot be read to its end" in look(sandbox, "backup-that-wasnt", "backed-up").why
    finally:
        sandbox.exec("db", ["rm", name])
