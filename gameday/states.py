"""The allowed moves between states, and move(): the only writer of a state."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from gameday.models import GameDay, Host, Incident, Injection, Preflight, Sandbox, Team, Transition
from gameday.models.choices import (
    ENDED,
    GameDayState,
    IncidentState,
    InjectionState,
    Noun,
    PreflightState,
    SandboxState,
)

Stateful = GameDay | Sandbox | Incident | Injection | Preflight  # a row whose state moves: what Noun names

MOVES: dict[Noun, dict[str, tuple[str, ...]]] = {
    Noun.GAMEDAY: {
        GameDayState.DRAFT: (GameDayState.PROVISIONING,),
        GameDayState.PROVISIONING: (GameDayState.LOBBY, GameDayState.DRAFT),
        GameDayState.LOBBY: (GameDayState.RUNNING, GameDayState.DRAFT, GameDayState.FINISHED),
        GameDayState.RUNNING: (GameDayState.PAUSED, GameDayState.FINISHED),
        GameDayState.PAUSED: (GameDayState.RUNNING, GameDayState.FINISHED),
        GameDayState.FINISHED: (GameDayState.ARCHIVED,),
        GameDayState.ARCHIVED: (),
    },
    Noun.SANDBOX: {
        SandboxState.REQUESTED: (SandboxState.BUILDING, SandboxState.GONE),
        SandboxState.BUILDING: (SandboxState.READY, SandboxState.BROKEN, SandboxState.GONE),
        SandboxState.READY: (SandboxState.BUILDING, SandboxState.BROKEN, SandboxState.GONE),
        SandboxState.BROKEN: (SandboxState.BUILDING, SandboxState.GONE),
        SandboxState.GONE: (),
    },
    Noun.INCIDENT: {
        IncidentState.SCHEDULED: (IncidentState.INJECTING, IncidentState.VOIDED),
        IncidentState.INJECTING: (IncidentState.LIVE, IncidentState.VOIDED),
        IncidentState.LIVE: (IncidentState.ACKNOWLEDGED, IncidentState.MITIGATED, *ENDED),
        IncidentState.ACKNOWLEDGED: (IncidentState.MITIGATED, *ENDED),
        IncidentState.MITIGATED: ENDED,
        IncidentState.RESOLVED: (IncidentState.VOIDED,),
        IncidentState.EXPIRED: (IncidentState.VOIDED,),
        IncidentState.VOIDED: (),
    },
    Noun.INJECTION: {
        InjectionState.PLANNED: (InjectionState.APPLIED, InjectionState.HEALING),
        InjectionState.APPLIED: (InjectionState.VERIFIED, InjectionState.HEALING),
        # Healed at once where the players mended it, or where it was over by itself.
        InjectionState.VERIFIED: (InjectionState.HEALING, InjectionState.HEALED),
        InjectionState.HEALING: (InjectionState.HEALED,),  # tried until it is: no fault is ever given up
        InjectionState.HEALED: (),
    },
    Noun.PREFLIGHT: {
        PreflightState.ASKED: (PreflightState.FLYING, PreflightState.LANDED, PreflightState.CANCELLED),
        PreflightState.FLYING: (PreflightState.LANDED, PreflightState.CANCELLED),
        PreflightState.LANDED: (),
        PreflightState.CANCELLED: (),
    },
}


class ForbiddenMove(ValueError):
    """A move that MOVES does not name: a programming error, never a race."""


def move(row: Stateful, to: str, *, now: datetime, by: str, why: str = "", **columns: Any) -> bool:
    """Move `row` from the state that it was loaded with to `to`; say whether this caller won. Raises ForbiddenMove.

    The UPDATE is conditional on the old state, so that of two callers one wins. `columns` are written with the state.
    The winner's Transition is appended in the same transaction, and `row` carries the new values.
    """
    noun, old = Noun(type(row).__name__), row.state
    if to not in MOVES[noun][old]:
        raise ForbiddenMove(f"{noun.value} {row.pk}: {old} -> {to}")
    with transaction.atomic():
        won = type(row)._default_manager.filter(pk=row.pk, state=old).update(state=to, **columns) == 1
        if won:
            Transition.objects.create(noun=noun, row=row.pk, old=old, new=to, at=now, by=by, why=why)
    if won:
        for name, value in {"state": to, **columns}.items():
            setattr(row, name, value)
    return won


def advance(row: Stateful, to: str, *, now: datetime, by: str, why: str = "", **columns: Any) -> bool:
    """move() from the state that the row is in by now; False where no move leads from there to `to`."""
    for _ in MOVES[Noun(type(row).__name__)]:
        row.refresh_from_db(fields=["state"])
        if to not in MOVES[Noun(type(row).__name__)][row.state]:
            return False
        if move(row, to, now=now, by=by, why=why, **columns):
            return True
    return False


def record_host_move(host: Host, old: str, new: str, *, now: datetime, by: str) -> None:
    """Append what became of a host. Its status is written by `machines`; the name is kept, since its row may go."""
    Transition.objects.create(noun=Noun.HOST, row=host.pk, old=old, new=new, at=now, by=by, why=host.name)


def moves_of(gameday: GameDay, team: Team | None = None) -> "QuerySet[Transition]":
    """The moves of the day, its incidents, faults and sandboxes; with `team`, those of its own alone."""
    rows: dict[Noun, Any] = {
        Noun.INCIDENT: Incident.objects.filter(gameday=gameday),
        Noun.INJECTION: Injection.objects.filter(incident__gameday=gameday),
        Noun.SANDBOX: Sandbox.objects.filter(team__gameday=gameday),
    }
    if team:
        own = {Noun.INJECTION: "incident__team"}
        rows = {noun: found.filter(**{own.get(noun, "team"): team}) for noun, found in rows.items()}
    asked = Q() if team else Q(noun=Noun.GAMEDAY, row=gameday.pk)
    for noun, found in rows.items():
        asked |= Q(noun=noun, row__in=found.values("pk"))
    return Transition.objects.filter(asked)
