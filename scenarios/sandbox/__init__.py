"""Drives sandboxes; engine_for() is the way in. Only scenarios/sandbox/docker imports the docker library."""

from functools import cache

from django.conf import settings

from scenarios.sandbox.base import (
    TROUBLE,
    Engine,
    EngineError,
    ExecResult,
    Limits,
    LogPart,
    NotThere,
    RoleState,
    Sandbox,
    Spec,
    Usage,
)
from scenarios.sandbox.fake import FakeEngine

__all__ = [
    "TROUBLE",
    "Engine",
    "EngineError",
    "ExecResult",
    "Limits",
    "LogPart",
    "NotThere",
    "RoleState",
    "Sandbox",
    "Spec",
    "Usage",
    "engine_for",
]


@cache
def engine_for(url: str) -> Engine:
    """The engine at that URL, one object for each process. `fake://name` is an engine in memory. Raises EngineError."""
    if url.startswith("fake://"):
        return FakeEngine(url)
    from scenarios.sandbox.docker.engine import DockerEngine  # noqa: PLC0415  (0.3 s, which most commands need not spend)

    return DockerEngine(url, installation=settings.INSTALLATION, pool=settings.SANDBOX_NETWORK)
