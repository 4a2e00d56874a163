"""Every scenario has a record that counts, from `make prove`; the shortest is always proven for real.

So is a small one, which must not hold, in several ways: test_prove.py.
"""

import pytest

from scenarios import publishing
from scenarios.proof import inputs as proof_inputs
from scenarios.proof import parallel
from scenarios.proof import record as proof_record
from tests.scenarios.library import LIBRARY, TUTORIAL

SHORTEST = "double-nap"
RECORDED = LIBRARY | {TUTORIAL.document.id: TUTORIAL}


@pytest.fixture(scope="session")
def code():
    return proof_inputs.read_code()


@pytest.mark.parametrize("slug", RECORDED)
def test_the_record_of_a_scenario_stands(slug, code, record_property):
    if why := proof_record.why_stale(RECORDED[slug], code):
        pytest.fail(f"{slug}: {why}. To prove it and record that: make prove ARGS={slug}", pytrace=False)
    record = proof_record.read_record(RECORDED[slug].folder)
    record_property("not_proven", f"{slug}: its record stands ({record})")


@pytest.mark.engine
@pytest.mark.timeout(3000)
def test_the_shortest_scenario_holds(engine):
    [found] = parallel.prove_scenarios([LIBRARY[SHORTEST]], engine, 1, factor=0.05)
    assert found.holds, [line for line in found.lines if not line.holds]
    assert [line.step for line in found.lines if "alone" in line.step] == [
        "dev alone does not resolve it",
        "ops alone does not resolve it",
    ]
    assert len([line for line in found.lines if line.step.startswith("trick ")]) >= publishing.TRICKS
