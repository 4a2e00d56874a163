"""A machine that has joined arrives, at each start of its processes: what does not fit is refused, its row says where it is.

Called on that machine, with the settings that it was handed.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from celery import Celery
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from gameday import states
from gameday.models import Host
from gameday.models.choices import HostMove, HostStatus
from gameday.sandboxes import addresses, host_heartbeat
from gameday.version import gameday_version
from scenarios.refusal import Refused

LARGEST_SKEW_MS = 2000
PING_SECONDS = 2.0


@dataclass(frozen=True)
class OwnAddress:
    """Where the new host is reached: the columns of its row."""

    url: str
    shop_host: str
    shop_bind: str
    shop_ports: str
    probe_host: str
    serve_url: str


def arrive(place: OwnAddress, app: Celery, now: datetime, *, capacity: int = 0) -> list[str]:
    """Write down where this host is, and let it serve. Returns what its people should know. Raises Refused, EngineError."""
    host = _own_row()
    _refuse_another_version()
    _refuse_a_twin(host, app)
    for column in fields(place):
        setattr(host, column.name, getattr(place, column.name))
    try:
        host.full_clean(exclude=["capacity"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    host.versions = addresses.engine_at(host).versions() | {"gameday": gameday_version()}
    skew = host_heartbeat.clock_skew_ms()
    host.clock_skew_ms, host.problem, host.capacity = skew, "", capacity or host.capacity
    joins = host.status == HostStatus.INVITED
    if joins:
        host.status = HostStatus.SERVING
    with transaction.atomic():
        host.save()
        if joins:
            states.record_host_move(host, HostMove.JOINED, HostStatus.SERVING, now=now, by=host_actor(host))
    return skew_problems(skew)


def host_actor(host: Host) -> str:
    """Who did it, where a host did."""
    return _("host {name}").format(name=host)


def _own_row() -> Host:
    host = Host.objects.filter(name=settings.HOST).first()
    if host is None:
        raise Refused(
            _("This machine was host “{name}”, and that was removed. `manage.py host invite` lets it in again.").format(
                name=settings.HOST
            )
        )
    return host


def _refuse_another_version() -> None:
    """The platform's is what its own worker says of itself."""
    said = Host.objects.filter(name=addresses.LOCAL).values_list("versions", flat=True).first() or {}
    platforms = said.get("gameday", "")
    if platforms and platforms != gameday_version():
        raise Refused(
            _(
                "This machine has Gameday {theirs}, the platform {ours}. Bring both to the same version; then start again."
            ).format(theirs=gameday_version(), ours=platforms)
        )


def _refuse_a_twin(host: Host, app: Celery) -> None:
    """A copy of this machine has its name and rights; two workers of one host would tear its sandboxes apart."""
    if app.control.ping(destination=[worker_name(host.name)], timeout=PING_SECONDS):
        raise Refused(
            _(
                "Host “{name}” is served already, by another machine or another terminal of this one. End that first, or "
                "invite this machine under a name of its own."
            ).format(name=host.name)
        )


def worker_name(host: str) -> str:
    """As Celery knows the worker: see operations.running.serving."""
    return f"worker@host-{host}"


# Its clock -----------------------------------------------------------------------------------------------------------


def skew_problems(skew_ms: int | None) -> list[str]:
    """What a wrong clock does, and what to do; nothing where it is right."""
    if skew_ms is None or abs(skew_ms) <= LARGEST_SKEW_MS:
        return []
    text = (
        _("Its clock is {seconds} s ahead of the platform's")
        if skew_ms > 0
        else _("Its clock is {seconds} s behind the platform's")
    ).format(seconds=number_format(abs(skew_ms) / 1000, 1))
    return [
        _(
            "{skew}: incidents would begin and end at wrong moments there. Let both keep time by NTP (`timedatectl set-ntp true`)."
        ).format(skew=text)
    ]
