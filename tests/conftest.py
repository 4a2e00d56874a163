"""Fixtures and options for all tests."""

import gc
import inspect
from collections.abc import Iterator

import hypothesis
import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import Browser, expect

from gameday.asgi import application
from scenarios import company
from scenarios.company import Company
from scenarios.sandbox import Spec
from scenarios.sandbox.docker.engine import DockerEngine
from tests import emptying  # noqa: F401  (how a test that commits ends)
from tests.chromium import launched
from tests.serving import port_of, serving
from tests.warm_sandbox import WarmSandbox

# milliseconds: a busy machine needs longer than playwright's five seconds
expect.set_options(timeout=30_000)
# Examples hang on the commit alone and on no clock: a busy machine draws them slowly.
hypothesis.settings.register_profile(
    "gameday",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("gameday")


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: Python need not look through it for rubbish, again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def pytest_terminal_summary(terminalreporter):
    """Print which scenarios were not proven in this run, because nothing that their proof depends on has changed."""
    passed = terminalreporter.getreports("passed")
    told = sorted(said for report in passed for name, said in report.user_properties if name == "not_proven")
    if told:
        terminalreporter.section("not proven in this run (make prove proves them)")
        terminalreporter.write_line("\n".join(told))


@pytest.fixture(autouse=True)
def _the_next_test_speaks_english() -> Iterator[None]:
    """A page that was requested by the test client leaves its language active in the thread."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_connection_stays_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """What an asynchronous test asks the database goes by a thread that outlives it, and so would its connection."""
    yield
    if inspect.iscoroutinefunction(request.function):
        SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture(scope="session", autouse=True)
def _hasty_passwords() -> Iterator[None]:
    """Use a fast password hasher: a real one is slow on purpose. Other processes keep the real one."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_static_files() -> Iterator[None]:
    """A test client's pages come without style sheets: finding them all takes longer than most tests.

    Servers and the ASGI application, which the tests import, have all middleware.
    """
    pages_alone = [name for name in settings.MIDDLEWARE if not name.startswith("servestatic.")]
    with override_settings(MIDDLEWARE=pages_alone):
        yield


@pytest.fixture(scope="session")
def real_engine() -> Iterator[DockerEngine]:
    """The engine with an installation for tests only. Everything of it is removed at the end."""
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
    """One sandbox for all modules of a worker. Each module calls `take` for a clean one."""
    return WarmSandbox(real_engine, Spec("shared", *unicorn, env={"UNICORN_TEAM": "The Testers"}))


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for a module; each test opens contexts of its own, which share nothing."""
    with pytest.MonkeyPatch.context() as patch, launched(tmp_path_factory.mktemp("chromium")) as browser:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop lives in the thread of the tests
        yield browser


@pytest.fixture
def walter(db) -> AbstractBaseUser:
    """A facilitator: staff without any further permissions."""
    return get_user_model().objects.create_user("walter", is_staff=True)


@pytest.fixture
def grete(db) -> AbstractBaseUser:
    """Another facilitator."""
    return get_user_model().objects.create_user("grete", is_staff=True)


@pytest.fixture
def address(transactional_db, settings) -> Iterator[str]:
    """Where the platform is reached by a browser, behind the server that it really has."""
    with serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        yield settings.PUBLIC_URL
