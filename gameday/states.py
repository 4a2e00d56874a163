"""The states, the allowed moves, and move(): the only writer of a state."""

from datetime import datetime
from typing import Any

from django.db import models, transaction

from gameday.models.transition import Transition

MOVES: dict[str, dict[str, frozenset[str]]] = {
    "GameDay": {
        "draft": frozenset({"provisioning"}),
        "provisioning": frozenset({"lobby", "draft"}),
        "lobby": frozenset({"running", "draft", "finished"}),
        "running": frozenset({"paused", "finished"}),
        "paused": frozenset({"running", "finished"}),
        "finished": frozenset({"archived"}),
        "archived": frozenset(),
    },
    "Sandbox": {
        "requested": frozenset({"building", "gone"}),
        "building": frozenset({"ready", "broken", "gone"}),
        "ready": frozenset({"building", "broken", "gone"}),
        "broken": frozenset({"building", "gone"}),
        "gone": frozenset(),
    },
    "Incident": {
        "scheduled": frozenset({"injecting", "voided"}),
        "injecting": frozenset({"live", "voided"}),
        "live": frozenset({"acknowledged", "mitigated", "resolved", "expired", "voided"}),
        "acknowledged": frozenset({"mitigated", "resolved", "expired", "voided"}),
        "mitigated": frozenset({"resolved", "expired", "voided"}),
        "resolved": frozenset({"voided"}),
        "expired": frozenset({"voided"}),
        "voided": frozenset(),
    },
    "Injection": {
        "planned": frozenset({"applied", "healing", "failed"}),
        "applied": frozenset({"verified", "healing", "failed"}),
        "verified": frozenset({"healing", "healed"}),  # healed at once: by the players, or over by itself
        "healing": frozenset({"healed", "failed"}),
        "healed": frozenset(),
        "failed": frozenset({"healing"}),
    },
}


class Refused(Exception):
    """What a person asked for cannot be done now; the text says why and what to do. Nothing was changed."""


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
