"""Drives sandboxes; engine_for() is the way in. Only scenarios/sandbox/docker imports the docker library."""

from functools import cache

from django.conf import settings

from scenarios.sandbox.base import (
    MOST_DOORS,
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
    SandboxDriver,
    Spec,
    Surroundings,
    Usage,
    Written,
)
from scenarios.sandbox.fake import FakeEngine

__all__ = [
    "MOST_DOORS",
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
    "SandboxDriver",
    "Spec",
    "Surroundings",
    "Usage",
    "Written",
    "engine_for",
]


@cache
def engine_for(url: str, shop_bind: str = "", shop_ports: range | None = None) -> Engine:
    """The engine at that URL, one object for each process. `fake://name` is an engine in memory. Raises EngineError.

    Its shops' doors are where the settings say, or where the caller does.
    """
    if url.startswith("fake://"):
        return FakeEngine(url)
    from scenarios.sandbox.docker.doors import Doors  # noqa: PLC0415  (0.3 s, which most commands need not spend)
    from scenarios.sandbox.docker.engine import DockerEngine  # noqa: PLC0415

    doors = Doors(shop_bind or settings.SHOP_BIND, shop_ports or settings.SHOP_PORTS)
    return DockerEngine(url, installation=settings.INSTALLATION, pool=settings.SANDBOX_NETWORK, doors=doors)
