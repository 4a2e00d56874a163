"""Every scenario of the library stands on the record of its proof, which `make prove` renews; two are always proven for real."""

import pytest

from scenarios import company, publishing
from scenarios.proof import inputs as proof_inputs
from scenarios.proof import parallel
from scenarios.proof import record as proof_record

LIBRARY = [folder for folder in publishing.library_folders() if folder.parent == publishing.LIBRARY]
FOR_REAL = ("double-nap", "pipeline-asleep")  # two short ones


@pytest.fixture(scope="session")
def code():
    return proof_inputs.read_code()


@pytest.mark.parametrize("folder", LIBRARY, ids=lambda folder: folder.name)
def test_the_record_of_a_scenario_stands(folder, code, record_property):
    if why := proof_record.why_stale(publishing.read_source(folder), code):
        pytest.fail(f"{folder.name}: {why}. To prove it and record that: make prove ARGS={folder.name}", pytrace=False)
    record_property("not_proven", f"{folder.name}: its record stands ({proof_record.read_record(folder)})")


@pytest.fixture(scope="session")
def proofs(engine):
    sources = [publishing.read_source(publishing.find_source(slug)) for slug in FOR_REAL]
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
