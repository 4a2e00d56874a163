"""The hosts as they are shown, in words, in the terminal, the admin and the control room; draining and removing one."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday import states
from gameday.machines import arrival, broker_rights, database_rights, handover
from gameday.models import Host
from gameday.models.choices import HostMove, HostStatus, SandboxState
from gameday.sandboxes import addresses, hosts
from gameday.version import gameday_version
from scenarios.refusal import Refused


@dataclass(frozen=True)
class HostLine:
    """One host as it is now. `badge` is the colour of its state; `problems` say what is wrong, a sentence each."""

    host: Host
    state: str
    badge: str
    carries: int
    load: str
    versions: str
    seen_seconds: int | None
    problems: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not self.problems


# The colours are those of what a sandbox or an incident may be.
BADGES = {HostStatus.INVITED: "scheduled", HostStatus.SERVING: "ready", HostStatus.DRAINING: "paused"}
REMOVED = Q(status=HostStatus.INVITED, enabled=False)  # its row is held by sandboxes of the past


def list_hosts(now: datetime) -> list[HostLine]:
    """Every host, the local one first; not those that were removed. One query."""
    rows = with_carried(Host.objects.exclude(REMOVED)).order_by("name")
    return [host_line(host, now) for host in sorted(rows, key=lambda host: host.name != addresses.LOCAL)]


def with_carried(rows: QuerySet[Host]) -> QuerySet[Host]:
    """The rows with how many sandboxes each carries, as host_line needs them."""
    return rows.annotate(carried=Count("sandboxes", filter=~Q(sandboxes__state=SandboxState.GONE)))


def host_line(host: Host, now: datetime) -> HostLine:
    """One of with_carried, in words."""
    lost = hosts.is_lost(host, now)
    seen = max(int((now - host.seen_at).total_seconds()), 0) if host.seen_at else None
    status = HostStatus(host.status)
    state, badge = str(status.label), BADGES[status]
    if lost:
        state, badge = _("lost"), "failed"
    elif host.stopped_at:
        state, badge = _("stopped"), "paused"
    carried: int = host.carried  # type: ignore[attr-defined]  # by with_carried
    return HostLine(host, state, badge, carried, _load(host), _versions(host), seen, _problems(host, lost))


def _load(host: Host) -> str:
    """Such as "load 1.5 on 4 cores, 3.2 GB free"."""
    said = []
    if "cpu" in host.load:
        said.append(
            _("load {load} on {cores} cores").format(
                load=number_format(host.load["cpu"], 1), cores=host.load.get("cores", "?")
            )
        )
    if "memory_mb_free" in host.load:
        said.append(_("{memory} GB free").format(memory=number_format(host.load["memory_mb_free"] / 1024, 1)))
    return ", ".join(said)


def _versions(host: Host) -> str:
    """Such as "Gameday 0.1.0 (a1b2c3d4e5), Docker 27.1, Linux 6.1"."""
    names = {"gameday": "Gameday", "engine": "Docker", "api": "API", "kernel": "Linux"}
    return ", ".join(f"{title} {host.versions[name]}" for name, title in names.items() if host.versions.get(name))


def _problems(host: Host, lost: bool) -> list[str]:
    found = [_("Nothing is heard of it. See whether the machine runs, and `make host` on it.")] if lost else []
    if host.stopped_at and not lost:
        found.append(_("It was ended on purpose. It is waited for, two minutes at most: start it again."))
    found += [host.problem] if host.problem else []
    found += host.obstacles
    found += arrival.skew_problems(host.clock_skew_ms)
    theirs = host.versions.get("gameday", "")
    if theirs and theirs != gameday_version():
        found.append(_("It has Gameday {theirs}, the platform {ours}.").format(theirs=theirs, ours=gameday_version()))
    return found


# Leaving -------------------------------------------------------------------------------------------------------------


def named_host(name: str) -> Host:
    """Raises Refused, with the names that there are."""
    found = Host.objects.filter(name=name).first()
    if found is None:
        names = ", ".join(Host.objects.order_by("name").values_list("name", flat=True))
        raise Refused(_("There is no host “{name}”. There are: {names}.").format(name=name, names=names))
    return found


@transaction.atomic
def drain_host(host: Host, *, back: bool = False, by: str, now: datetime) -> bool:
    """Let it take no new sandboxes, or, with `back`, take them again. Returns whether that changed anything. Raises Refused."""
    if host.status == HostStatus.INVITED:
        raise Refused(
            _("Host “{name}” was invited and has not come yet. Remove it, if it is not to come.").format(name=host)
        )
    new, old = (HostStatus.SERVING, HostStatus.DRAINING) if back else (HostStatus.DRAINING, HostStatus.SERVING)
    changed = bool(Host.objects.filter(pk=host.pk, status=old).update(status=new))
    if changed:
        states.record_host_move(host, old, new, now=now, by=by)
    return changed


def remove_host(host: Host, *, by: str, now: datetime) -> list[str]:
    """Forget the host and take its rights away; returns what could not be taken. Raises Refused while it carries sandboxes.

    Sandboxes of the past stay in the books, and so does the row that they name: switched off, without rights and address.
    """
    if host.name == addresses.LOCAL:
        raise Refused(
            _("The host “local” is the platform's own engine, and stays. Drain it, if it is to carry nothing.")
        )
    living = host.sandboxes.exclude(state=SandboxState.GONE).count()
    if living:
        raise Refused(
            ngettext(
                "Host “{name}” carries {count} sandbox. Move that team first (control room), or archive its day.",
                "Host “{name}” carries {count} sandboxes. Move those teams first (control room), or archive their days.",
                living,
            ).format(name=host, count=living)
        )
    left = handover.take_rights_away(
        host.name,
        [lambda: database_rights.take_role_away(host.name), lambda: broker_rights.take_user_away(host)],
    )
    with transaction.atomic():
        states.record_host_move(host, host.status, HostMove.GONE, now=now, by=by)
        host.invitations.all().delete()
        host.sandboxes.filter(team=None).delete()
        host.sandboxes.filter(gone_at=None).update(gone_at=now, next_at=None)  # nobody is left who could take them down
        if host.sandboxes.exists():
            _retire(host)
        else:
            host.delete()
    return left


def _retire(host: Host) -> None:
    Host.objects.filter(pk=host.pk).update(
        status=HostStatus.INVITED,
        enabled=False,
        url="",
        serve_url="",
        seen_at=None,
        stopped_at=None,
        lost_at=None,
        load={},
        problem="",
        obstacles=[],
    )
