"""A team with an engine in memory, whose workbench is a folder of this machine with real git."""

import pytest

from scenarios.choices import ContainerStatus
from scenarios.sandbox.fake import FakeSandbox
from tests.runbook.conftest import runbook  # noqa: F401
from tests.terminals.conftest import HANDLE, clean_redis, engine, server, team  # noqa: F401
from tests.terminals.test_pages_in_a_browser import window  # noqa: F401
from tests.workshop.conftest import Here, home  # noqa: F401


@pytest.fixture
def company(engine, home, runbook, monkeypatch) -> FakeSandbox:  # noqa: F811
    """The team's sandbox: the cache is down, and the storefront has said something."""
    workbench, run = Here(home), FakeSandbox.exec

    def execute(self, role, argv, **more):
        return workbench.exec(role, argv, **more) if role == "workbench" else run(self, role, argv, **more)

    monkeypatch.setattr(FakeSandbox, "exec", execute)
    box = engine.sandboxes[HANDLE]
    box.statuses["cache"] = ContainerStatus.EXITED
    box.said["storefront"] = [
        '{"at":"2026-11-29T14:03:04+00:00","path":"/"}',
        '{"at":"2026-11-29T14:03:05+00:00","status":502}',
    ]
    return box
