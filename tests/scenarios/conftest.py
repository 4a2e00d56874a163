"""A real sandbox of Unicorn Rentals, shared by the engine tests of a run."""

import pytest
from django.conf import settings

from scenarios import company
from scenarios.sandbox import Spec
from scenarios.sandbox.docker.engine import DockerEngine
from tests.warm_sandbox import WarmSandbox


@pytest.fixture(scope="session")
def engine():
    """The engine with an installation for tests only. Everything of it is removed at the end."""
    engine = DockerEngine(
        settings.DOCKER_URL, installation=f"{settings.INSTALLATION}-test", pool=settings.SANDBOX_NETWORK
    )
    engine.remove_all()
    yield engine
    engine.remove_all()


@pytest.fixture(scope="session")
def unicorn(engine):
    return company.load_company("unicorn_rentals"), engine.build(company.load_company("unicorn_rentals"))


@pytest.fixture(scope="session")
def warm_sandbox(engine, unicorn):
    return WarmSandbox(engine, Spec("shared", *unicorn, env={"UNICORN_TEAM": "The Testers"}))


@pytest.fixture(scope="module")
def sandbox(warm_sandbox):
    """A sandbox without traces of earlier modules."""
    return warm_sandbox.take()
