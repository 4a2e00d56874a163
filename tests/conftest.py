"""What holds for every test."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import Browser, expect

from scenarios import company
from scenarios.company import Company
from scenarios.sandbox import Spec
from scenarios.sandbox.docker.engine import DockerEngine
from tests import emptying  # noqa: F401  (how a test that commits ends)
from tests.chromium import launched
from tests.warm_sandbox import WarmSandbox

# Milliseconds: a busy machine needs longer than the five seconds that playwright waits.
expect.set_options(timeout=30_000)


def pytest_terminal_summary(terminalreporter):
    """Say which scenarios were not proven in this run, because nothing that their proof hangs on was changed."""
    passed = terminalreporter.getreports("passed")
    told = sorted(said for report in passed for name, said in report.user_properties if name == "not_proven")
    if told:
        terminalreporter.section("not proven in this run (make prove proves them)")
        terminalreporter.write_line("\n".join(told))


@pytest.fixture(autouse=True)
def _the_next_test_speaks_english() -> Iterator[None]:
    """A page that the test client has asked for leaves its language to the thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _hasty_passwords() -> Iterator[None]:
    """A real hasher is slow on purpose. What runs in processes of its own keeps it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def real_engine() -> Iterator[DockerEngine]:
    """The engine under an installation of the tests' own: whatever is left is taken away at the end."""
    name = f"{settings.INSTALLATION}-test"
    engine = DockerEngine(settings.DOCKER_URL, installation=name, pool=settings.SANDBOX_NETWORK)
    engine.remove_all()
    yield engine
    engine.remove_all()


@pytest.fixture(scope="session")
def unicorn(real_engine: DockerEngine) -> tuple[Company, str]:
    """The fictitious company and its image."""
    described = company.load_company("unicorn_rentals")
    return described, real_engine.build(described)


@pytest.fixture(scope="session")
def warm_sandbox(real_engine: DockerEngine, unicorn: tuple[Company, str]) -> WarmSandbox:
    """The one sandbox that the modules of a worker hand on to each other; each takes it."""
    return WarmSandbox(real_engine, Spec("shared", *unicorn, env={"UNICORN_TEAM": "The Testers"}))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for a module; each test opens contexts of its own, which share nothing."""
    with pytest.MonkeyPatch.context() as patch, launched(tmp_path_factory.mktemp("chromium")) as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop lives in the thread of the tests
        yield browser
