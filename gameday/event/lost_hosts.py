"""A host of which nothing is heard is lost: known within seconds, and told once.

What burned there counts for nobody, and its sandboxes are broken, until it is back or its teams were moved. All other
teams notice nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy
from redis.exceptions import RedisError

from gameday import activity, states
from gameday.background import engine_queue
from gameday.incidents import incidents
from gameday.language import vocabulary
from gameday.live import publish
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Host, Incident, Sandbox, Transition
from gameday.models.choices import OPEN, ActivityVerb, Actor, HostStatus, IncidentState, Noun, SandboxState
from gameday.sandboxes import hosts, provisioning

STEADY_SECONDS = (
    10  # a clock that pauses longer between two ticks begins to watch anew: hosts may have been kept from writing
)
WHY = _lazy("its machine, {host}, is lost.")
LOST = _lazy(
    "Host {host} is lost: nothing was heard of it since {since} (UTC). Without a shop: {teams}. Their incidents count for "
    "nobody. Move each team to another host, or wait until it is back."
)
BACK = _lazy("Host {host} is back. Its sandboxes are put right.")


def watch_hosts(now: datetime) -> None:
    """Find hosts that were lost, and those that are back. Each is told once."""
    watched_for = _watched_for(now)
    for host in Host.objects.exclude(status=HostStatus.INVITED).exclude(seen_at=None):
        lost = hosts.is_lost(host, now)
        if lost and host.lost_at is None and watched_for >= hosts.patience_with(host):
            lose_host(host, now)
        elif host.lost_at and not lost:
            welcome_host(host, now)


def _watched_for(now: datetime) -> timedelta:
    """How long the clock has ticked without a pause. While it stood still, perhaps no host could write that it is there."""
    key = publish.redis_key("clock:steady-since")
    try:
        with publish.redis_connection().pipeline() as batch:
            batch.set(key, now.isoformat(), nx=True)
            batch.expire(key, STEADY_SECONDS)
            batch.get(key)
            since: Any = batch.execute()[-1]
    except RedisError:
        return timedelta()
    return now - datetime.fromisoformat(since.decode())


def lose_host(host: Host, now: datetime) -> bool:
    """Void what burns there and break its sandboxes. Says whether this call did: it happens once."""
    with transaction.atomic():
        if not Host.objects.filter(pk=host.pk, lost_at=None).update(lost_at=now):
            return False
        host.lost_at = now
        days: dict[GameDay, list[str]] = {}
        rows = host.sandboxes.exclude(state=SandboxState.GONE).exclude(team=None)
        incidents.hold_incidents(Incident.objects.filter(team__sandboxes__in=rows))
        for row in rows.select_related("host", "team__gameday").order_by("team__position", "team"):
            _lose(row, now)
            assert row.team
            days.setdefault(row.team.gameday, []).append(row.team.name)
        for gameday, names in days.items():
            told: dict[str, Any] = {"host": host.name, "teams": ", ".join(names)}
            _say(gameday, LOST, now, since=f"{host.seen_at:%H:%M:%S}", **told)
    return True


def _lose(row: Sandbox, now: datetime) -> None:
    """What is only to come is left: the team may have moved by then."""
    assert row.team
    why = provisioning.reason_to_store(row, format_lazy(WHY, host=row.host.name))
    for incident in row.team.incidents.filter(state__in=(IncidentState.INJECTING, *OPEN)):
        incidents.void_incident(incident, why=why, by=Actor.DIRECTOR, now=now)
    about: dict[str, Any] = {"now": now, "by": Actor.DIRECTOR, "why": why}
    if row.state == SandboxState.REQUESTED:
        states.advance(row, SandboxState.BUILDING, **about)
    states.advance(row, SandboxState.BROKEN, problem=why, next_at=None, **about)
    tell(Change.SANDBOX, gameday_id=row.team.gameday_id, team_id=row.team.pk)


def welcome_host(host: Host, now: datetime) -> bool:
    """It is there again: what broke when it was lost is put right, where its team was not moved. Says whether this call did."""
    since = host.lost_at or now
    with transaction.atomic():
        if not Host.objects.filter(pk=host.pk, lost_at=since).update(lost_at=None):
            return False
        host.lost_at = None
        engine_queue.send_to_engine("reconcile", host.pk, host)
        broken = Transition.objects.filter(noun=Noun.SANDBOX, new=SandboxState.BROKEN, at=since).values("row")
        rows = host.sandboxes.filter(state=SandboxState.BROKEN, pk__in=broken).exclude(team=None)
        days = {
            row.team.gameday for row in rows.select_related("host", "team__gameday") if row.team and _mend(row, now)
        }
        for gameday in days:
            _say(gameday, BACK, now, host=host.name)
    return True


def _mend(row: Sandbox, now: datetime) -> bool:
    assert row.team
    why = provisioning.reason_to_store(row, format_lazy(_lazy("{host} is back"), host=row.host.name))
    due = now + engine_queue.RESEND_BUILD
    won = states.move(row, SandboxState.BUILDING, now=now, by=Actor.DIRECTOR, why=why, problem="", next_at=due)
    if won:
        engine_queue.send_to_engine("provision", row.pk, row.host)
        tell(Change.SANDBOX, gameday_id=row.team.gameday_id, team_id=row.team.pk)
    return won


def _say(gameday: GameDay, text: Any, now: datetime, **names: Any) -> None:
    with vocabulary.in_language_of(gameday):
        activity.record_activity(gameday, ActivityVerb.TROUBLE, text, now=now, **names)
