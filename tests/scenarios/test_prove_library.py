"""Every scenario of the library is proved on real containers: a third of them in each run, another third in the next.

GAMEDAY_PROVE=all proves all of them. The reasons of the skipped ones say which run they are in.
"""

import os
import subprocess
from pathlib import Path

import pytest

from scenarios import company, publishing
from scenarios.proof import parallel

SLUGS = [folder.name for folder in publishing.folders()]
THIRDS = 3


@pytest.fixture(scope="session")
def run_number(pytestconfig):
    """Counted up by every run: by CI itself, or by commits and the runs of this checkout (a fresh clone remembers none)."""
    if (given := os.environ.get("GITHUB_RUN_NUMBER", os.environ.get("CI_PIPELINE_IID", ""))).isdecimal():
        return int(given)
    runs = int(pytestconfig.cache.get("gameday/proofs", 0)) + 1
    pytestconfig.cache.set("gameday/proofs", runs)
    commits = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"], cwd=pytestconfig.rootpath, capture_output=True, text=True, check=False
    ).stdout.strip()
    return runs + int(commits or 0)


@pytest.fixture(scope="session")
def chosen(request, run_number):
    """The scenarios that this run proves. Who asks for a few by name gets them."""
    asked = [item.callspec.params["slug"] for item in request.session.items if item.path == Path(__file__)]
    if len(asked) < len(SLUGS) or os.environ.get("GAMEDAY_PROVE") == "all":
        return asked
    return [slug for place, slug in enumerate(SLUGS) if place % THIRDS == run_number % THIRDS]


@pytest.fixture(scope="session")
def proofs(engine, chosen):
    sources = [publishing.read(publishing.find(slug)) for slug in chosen]
    threads = parallel.at_once(engine, [company.load("unicorn_rentals")] * len(sources))
    return {found.scenario: found for found in parallel.prove_all(sources, engine, threads, factor=0.05)}


@pytest.mark.engine
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_scenario_of_the_library_holds(slug, chosen, run_number, request):
    if slug not in chosen:
        ahead = next(n for n in range(1, THIRDS) if (run_number + n) % THIRDS == SLUGS.index(slug) % THIRDS)
        pytest.skip(
            f"a third of the library is proved in each run; this one is in run {run_number + ahead}, here is {run_number}"
        )
    found = request.getfixturevalue("proofs")[slug]
    assert found.holds, [line for line in found.lines if not line.holds]
    assert [line.step for line in found.lines if "alone" in line.step] == [
        "dev alone does not resolve it",
        "ops alone does not resolve it",
    ]
    assert len([line for line in found.lines if line.step.startswith("trick ")]) >= publishing.TRICKS
