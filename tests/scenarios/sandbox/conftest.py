"""A second sandbox beside the shared one, and a company of two roles for tests that need no whole shop."""

import pytest

from scenarios.company import CompanyEntry
from scenarios.sandbox import Spec
from tests.small_company import company_of


@pytest.fixture(scope="session")
def neighbour(engine, unicorn):
    """Another team's sandbox on the same engine."""
    return engine.provision(Spec("neighbour", *unicorn, env={"UNICORN_TEAM": "The Neighbours"}))


@pytest.fixture(scope="session")
def hut(unicorn):
    """Company and image of a sandbox that starts in a second: only cache and workbench."""
    whole, image = unicorn
    return company_of(whole, "cache", "workbench", entry=CompanyEntry(role="cache", port=6379)), image


@pytest.fixture
def build(engine, hut):
    """build(handle): a sandbox of that company, removed at the end of the test."""
    handles = []

    def build(handle, **labels):
        handles.append(handle)
        return engine.provision(Spec(handle, *hut, labels=labels))

    yield build
    for handle in handles:
        engine.teardown(handle)
