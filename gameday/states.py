"""The states, the allowed moves, and move(): the only writer of a state."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from gameday.models.choices import GameDayState, IncidentState, InjectionState, Noun, SandboxState
from gameday.models.transition import Transition

MOVES: dict[str, dict[str, frozenset[str]]] = {
    Noun.GAMEDAY: {
        GameDayState.DRAFT: frozenset({GameDayState.PROVISIONING}),
        GameDayState.PROVISIONING: frozenset({GameDayState.LOBBY, GameDayState.DRAFT}),
        GameDayState.LOBBY: frozenset({GameDayState.RUNNING, GameDayState.DRAFT, GameDayState.FINISHED}),
        GameDayState.RUNNING: frozenset({GameDayState.PAUSED, GameDayState.FINISHED}),
        GameDayState.PAUSED: frozenset({GameDayState.RUNNING, GameDayState.FINISHED}),
        GameDayState.FINISHED: frozenset({GameDayState.ARCHIVED}),
        GameDayState.ARCHIVED: frozenset(),
    },
    Noun.SANDBOX: {
        SandboxState.REQUESTED: frozenset({SandboxState.BUILDING, SandboxState.GONE}),
        SandboxState.BUILDING: frozenset({SandboxState.READY, SandboxState.BROKEN, SandboxState.GONE}),
        SandboxState.READY: frozenset({SandboxState.BUILDING, SandboxState.BROKEN, SandboxState.GONE}),
        SandboxState.BROKEN: frozenset({SandboxState.BUILDING, SandboxState.GONE}),
        SandboxState.GONE: frozenset(),
    },
    Noun.INCIDENT: {
        IncidentState.SCHEDULED: frozenset({IncidentState.INJECTING, IncidentState.VOIDED}),
        IncidentState.INJECTING: frozenset({IncidentState.LIVE, IncidentState.VOIDED}),
        IncidentState.LIVE: frozenset(
            {
                IncidentState.ACKNOWLEDGED,
                IncidentState.MITIGATED,
                IncidentState.RESOLVED,
                IncidentState.EXPIRED,
                IncidentState.VOIDED,
            }
        ),
        IncidentState.ACKNOWLEDGED: frozenset(
            {IncidentState.MITIGATED, IncidentState.RESOLVED, IncidentState.EXPIRED, IncidentState.VOIDED}
        ),
        IncidentState.MITIGATED: frozenset({IncidentState.RESOLVED, IncidentState.EXPIRED, IncidentState.VOIDED}),
        IncidentState.RESOLVED: frozenset({IncidentState.VOIDED}),
        IncidentState.EXPIRED: frozenset({IncidentState.VOIDED}),
        IncidentState.VOIDED: frozenset(),
    },
    Noun.INJECTION: {
        InjectionState.PLANNED: frozenset({InjectionState.APPLIED, InjectionState.HEALING, InjectionState.FAILED}),
        InjectionState.APPLIED: frozenset({InjectionState.VERIFIED, InjectionState.HEALING, InjectionState.FAILED}),
        InjectionState.VERIFIED: frozenset(
            {InjectionState.HEALING, InjectionState.HEALED}
        ),  # healed at once: by players, or over by itself
        InjectionState.HEALING: frozenset({InjectionState.HEALED, InjectionState.FAILED}),
        InjectionState.HEALED: frozenset(),
        InjectionState.FAILED: frozenset({InjectionState.HEALING}),
    },
}


class ForbiddenMove(ValueError):
    """A move that MOVES does not name: a programming error, never a race."""


def move(row: models.Model, to: str, *, now: datetime, by: str, why: str = "", **columns: Any) -> bool:
    """Move `row` from the state that it was loaded with to `to`; say whether this caller won.

    The UPDATE is conditional on the old state, so that of two callers one wins. `columns` are written with the state.
    The winner's Transition is appended in the same transaction, and `row` carries the new values.
    """
    kind, old = type(row).__name__, row.state  # type: ignore[attr-defined]
    if to not in MOVES[kind][old]:
        raise ForbiddenMove(f"{kind} {row.pk}: {old} -> {to}")
    with transaction.atomic():
        won = type(row)._default_manager.filter(pk=row.pk, state=old).update(state=to, **columns) == 1
        if won:
            Transition.objects.create(noun=kind, row=row.pk, old=old, new=to, at=now, by=by, why=why)
    if won:
        for name, value in {"state": to, **columns}.items():
            setattr(row, name, value)
    return won


def advance(row: models.Model, to: str, *, now: datetime, by: str, why: str = "", **columns: Any) -> bool:
    """move() from whatever state the row is in by now; False where it is past that, or somebody else was quicker."""
    for _ in MOVES[type(row).__name__]:
        row.refresh_from_db(fields=["state"])
        if to not in MOVES[type(row).__name__][row.state]:  # type: ignore[attr-defined]
            return False
        if move(row, to, now=now, by=by, why=why, **columns):
            return True
    return False
