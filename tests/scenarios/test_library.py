"""The library's checks in a real, healthy sandbox. What must not pass them is in the `tricks` of the scenarios."""

import pytest

from scenarios import probes
from scenarios.document.vocabulary import CommandGoal, ProbeUse
from scenarios.objectives import command
from scenarios.waiting import wait_while
from tests.scenarios.library import LIBRARY

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]

# These check something that a healthy company does not have: a column, a limit, a secret key, a breed.
NEW = {
    ("migration-freeze", "column"),
    ("migration-freeze", "limit"),
    ("half-changed-locks", "asks"),
    ("half-changed-locks", "locks"),
    ("half-changed-locks", "desk"),
    ("new-breed", "hidden"),
    ("new-breed", "gentle"),
    ("moat-too-wide", "moat"),  # a healthy company has no moat: everybody with a password gets in
}
CHECKS = [
    (slug, goal.id)
    for slug, source in LIBRARY.items()
    for goal in source.document.objectives
    if isinstance(goal, CommandGoal) and (slug, goal.id) not in NEW
]


@pytest.mark.parametrize(("slug", "goal"), CHECKS)
def test_a_check_passes_in_a_healthy_company(sandbox, slug, goal):
    source = LIBRARY[slug]

    def why_not() -> str:
        reading = command.run_command_check(source.document, source.assets, source.document.objective(goal), sandbox)
        return "" if reading.outcome == "ok" else reading.why

    booked = probes.read_probe_now(ProbeUse(probe="book"), base_url=f"http://127.0.0.1:{sandbox.shop_port()}")
    assert booked.outcome == "ok"  # so that there is a booking in the journal
    assert wait_while(why_not, within=20, every=0.5) == ""
