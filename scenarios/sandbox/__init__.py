"""Drives sandboxes; engine_for() is the way in. Only scenarios/sandbox/docker imports the docker library."""

from functools import cache

from django.conf import settings

from scenarios.sandbox.base import (
    TROUBLE,
    Engine,
    EngineError,
    ExecResult,
    HostUsage,
    Isolation,
    Limits,
    LogPart,
    NotThere,
    RoleState,
    Room,
    Sandbox,
    Spec,
    Usage,
    Written,
)
from scenarios.sandbox.docker.engine import DockerEngine
from scenarios.sandbox.fake import FakeEngine

__all__ = [
    "TROUBLE",
    "Engine",
    "EngineError",
    "ExecResult",
    "HostUsage",
    "Isolation",
    "Limits",
    "LogPart",
    "NotThere",
    "RoleState",
    "Room",
    "Sandbox",
    "Spec",
    "Usage",
    "Written",
    "engine_for",
]


@cache
def engine_for(url: str) -> Engine:
    """The engine at that URL, one object for each process. `fake://name` is an engine in memory. Raises EngineError."""
    if url.startswith("fake://"):
        return FakeEngine(url)
    return DockerEngine(url, installation=settings.INSTALLATION, pool=settings.SANDBOX_NETWORK)
