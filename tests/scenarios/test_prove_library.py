"""Every scenario of the library has a record that counts, from `make prove`. Two are always proven for real."""

import pytest

from scenarios import company, publishing
from scenarios.proof import inputs as proof_inputs
from scenarios.proof import parallel
from scenarios.proof import record as proof_record
from tests.scenarios.library import LIBRARY

FOR_REAL = ("double-nap", "stuffed-hay-loft")  # two short ones


@pytest.fixture(scope="session")
def code():
    return proof_inputs.read_code()


@pytest.mark.parametrize("slug", LIBRARY)
def test_the_record_of_a_scenario_stands(slug, code, record_property):
    if why := proof_record.why_stale(LIBRARY[slug], code):
        pytest.fail(f"{slug}: {why}. To prove it and record that: make prove ARGS={slug}", pytrace=False)
    record = proof_record.read_record(LIBRARY[slug].folder)
    record_property("not_proven", f"{slug}: its record stands ({record})")


@pytest.fixture(scope="session")
def proofs(engine):
    sources = [LIBRARY[slug] for slug in FOR_REAL]
    threads = parallel.proofs_at_once(engine, [company.load_company("unicorn_rentals")] * len(sources))
    return {found.scenario: found for found in parallel.prove_scenarios(sources, engine, threads, factor=0.05)}


@pytest.mark.engine
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("slug", FOR_REAL)
def test_a_short_scenario_holds(slug, proofs):
    found = proofs[slug]
    assert found.holds, [line for line in found.lines if not line.holds]
    assert [line.step for line in found.lines if "alone" in line.step] == [
        "dev alone does not resolve it",
        "ops alone does not resolve it",
    ]
    assert len([line for line in found.lines if line.step.startswith("trick ")]) >= publishing.TRICKS
