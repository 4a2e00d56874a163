"""Reconciling: what a worker does when it starts beside an engine. Rows say what should be, the engine what is."""

from datetime import datetime

import structlog
from django.utils.translation import gettext_lazy as _lazy

from gameday import states
from gameday.background import engine_queue
from gameday.incidents import incidents
from gameday.models import Host, Incident, Injection, Sandbox
from gameday.models.choices import OPEN, OVER, Actor, IncidentState, InjectionState, SandboxState
from gameday.sandboxes import hosts, provisioning
from gameday.sandboxes.hosts import TROUBLE
from scenarios.choices import ContainerStatus
from scenarios.sandbox import NotThere

log = structlog.get_logger(__name__)


def reconcile_hosts_of_worker(queues: set[str], now: datetime) -> None:
    """Send work on every host whose queue this worker reads."""
    if hosts.local_host().queue in queues:
        hosts.probe_local_host(now)
    for host in Host.objects.filter(enabled=True):
        if host.queue in queues:
            engine_queue.send_to_engine("reconcile", host.pk, host)


def reconcile_host(host: Host, now: datetime) -> int:
    """Make everything that was claimed due again, and look at every sandbox; returns how many had to be mended.

    A claim that another worker still works on is protected by its lock, so that forgetting it does no harm. Where the
    engine is away, this is called again when it is back.
    """
    hosts.refresh_host(host, now, thorough=True)
    Injection.objects.filter(sandbox__host=host, state__in=(InjectionState.HEALING, InjectionState.VERIFIED)).update(
        next_at=now
    )
    Incident.objects.filter(team__sandboxes__host=host, state=IncidentState.INJECTING).update(next_at=now)
    Sandbox.objects.filter(host=host, next_at__gt=now).update(next_at=now)
    ready = host.sandboxes.filter(state=SandboxState.READY).select_related("host", "team__gameday")
    try:
        return sum(_mend(row, now) for row in ready)
    except TROUBLE as error:
        log.warning("not_reconciled", host=host.name, why=str(error))
        return 0


def tend_doors(host: Host) -> None:
    """Ask where the shops' doors are: that starts a gateway again which was killed. A shop whose port was lost has moved."""
    ready = list(host.sandboxes.filter(state=SandboxState.READY).select_related("host"))
    if not ready:
        return
    try:
        ports = provisioning.engine_of(ready[0]).shop_ports()
    except TROUBLE as error:
        log.warning("doors_not_tended", host=host.name, why=str(error))
        return
    for row in ready:
        if (port := ports.get(row.handle, row.shop_port)) != row.shop_port:
            Sandbox.objects.filter(pk=row.pk).update(shop_port=port)


def _mend(row: Sandbox, now: datetime) -> bool:
    """A sandbox that the engine lost or stopped as a whole is built up again while its game day goes on, else given up.

    A door that moved is written down.
    """
    if _stands(row):
        port = provisioning.driver_of(row).shop_port()
        Sandbox.objects.filter(pk=row.pk).exclude(shop_port=port).update(shop_port=port)
        return False
    if row.team is None:
        return provisioning.retire_sandbox(row, by=Actor.DIRECTOR, why=_lazy("a warm sandbox that stopped"), now=now)
    if row.team.gameday.state in OVER:  # nobody plays there any more; a facilitator may still ask for a new one
        return provisioning.retire_sandbox(row, by=Actor.DIRECTOR, why=_lazy("the game day is over."), now=now)
    why = provisioning.reason_to_store(row, _lazy("its containers were down"))
    won = states.move(row, SandboxState.BUILDING, now=now, by=Actor.DIRECTOR, why=why, next_at=now)
    if won:
        for incident in row.team.incidents.filter(state__in=(IncidentState.INJECTING, *OPEN)):
            incidents.close_incident(incident, why=_lazy("the engine was restarted."), by=Actor.DIRECTOR, now=now)
        engine_queue.send_to_engine("provision", row.pk, row.host)
    return won


def _stands(row: Sandbox) -> bool:
    """Is at least one of its containers up?"""
    try:
        found = provisioning.driver_of(row).states()
    except NotThere:
        return False
    return any(role.status in (ContainerStatus.RUNNING, ContainerStatus.PAUSED) for role in found.values())
