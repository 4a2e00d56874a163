"""One line of the doctor, and its lines about what there is around the sandboxes on an engine's machine."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError

from gameday.models import Host
from scenarios.sandbox import Surroundings


@dataclass(frozen=True)
class DoctorFinding:
    """What was checked, whether it is fine, and what to do if not. `needed`: no game day can run without it."""

    what: str
    fine: bool
    text: str
    needed: bool = True


def surroundings_findings(found: Surroundings) -> Iterator[DoctorFinding]:
    """What else is on the engine's machine: other kinds of engines, networks and programs that take our ports."""
    yield from (DoctorFinding("surroundings", False, obstacle) for obstacle in found.obstacles)
    if not found.obstacles:
        yield DoctorFinding("surroundings", True, f"no route of the machine leads into {settings.SANDBOX_NETWORK}")
    capacity = _capacity()
    yield _places("networks", found.networks, capacity, "Widen GAMEDAY_SANDBOX_NETWORK, or run `manage.py reap`.")
    ports = f"{settings.SHOP_PORTS[0]}-{settings.SHOP_PORTS[-1]}"
    advice = f"GAMEDAY_SHOP_PORTS={ports} is too small, or other programs hold its ports; a host has 32 doors at most."
    yield _places("shop ports", found.doors, capacity, advice)


def _places(what: str, there: int, capacity: int, advice: str) -> DoctorFinding:
    text = f"enough for {there} sandboxes"
    if there < capacity:
        text += f", and the host's capacity is {capacity}. {advice} Or lower the capacity."
    return DoctorFinding(what, there >= capacity, text, needed=there == 0)


def _capacity() -> int:
    """Of the host beside us; without a database what a new one gets."""
    try:
        host = Host.objects.filter(url=settings.DOCKER_URL).first()
    except DatabaseError:
        host = None
    return (host or Host()).capacity
