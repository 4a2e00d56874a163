"""The driver of sandboxes: engine_for() is the way in. The only package that imports docker."""

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
from scenarios.sandbox.docker.engine import DockerEngine
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
    """The engine at that URL, one object a process; `fake://name` is one that lives in memory. Raises EngineError."""
    if url.startswith("fake://"):
        return FakeEngine(url)
    return DockerEngine(url, installation=settings.INSTALLATION, pool=settings.SANDBOX_NETWORK)
