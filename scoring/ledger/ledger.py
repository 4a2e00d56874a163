"""The ledger: the only writer of Entry. Lines are added, never changed or deleted: a database trigger refuses that.

A line's key is unique, so a repeated task writes nothing. Its team's standing moves in the same transaction. One writer
at a time holds a game day's ledger: two would lock the standings in different orders and could block each other.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import moments, vocabulary
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Incident, Team, Transition
from gameday.models.choices import ENDED, ActivityVerb, Noun
from scenarios.refusal import Refused
from scoring.ledger import standings
from scoring.models import Entry, EntryKind

LOCK = 7_345_210  # the first half of the advisory lock's key; the second is the game day


@dataclass(frozen=True)
class LedgerLine:
    """A line that is about to be written. `points` may be negative; a line of 0 points is not written."""

    team_id: int
    kind: EntryKind
    points: int
    key: str
    reason: str
    incident_id: int | None = None
    reverses_id: int | None = None


@dataclass(frozen=True)
class GivenBack:
    """What one team gets back when a time window is voided: how many lines, and by how many points its score moves."""

    team: str
    lines: int
    points: int


def write_entry(
    team: Team,
    kind: EntryKind,
    points: int,
    *,
    key: str,
    reason: str | Promise,
    by: str,
    now: datetime,
    incident: Incident | None = None,
) -> bool:
    """Write one line. Says whether it was written: not for 0 points, a practice incident, or a key that exists already.

    A lazy `reason` is written in the language of the game day.
    """
    with vocabulary.in_language_of(team.gameday):
        said = str(reason)
    if incident and incident.practice:
        return False
    line = LedgerLine(team.pk, kind, points, key, said, incident.pk if incident else None)
    return bool(write_entries(team.gameday_id, [line], by=by, now=now))


def write_entries(gameday_id: int, lines: Iterable[LedgerLine], *, by: str, now: datetime) -> list[Entry]:
    """Write many lines of one game day in one statement. Returns those that are new; lines of 0 points are left out."""
    wanted = [line for line in lines if line.points]
    if not wanted:
        return []
    with transaction.atomic(), hold_ledger(gameday_id):
        last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
        shared = {"gameday_id": gameday_id, "by": by[:100], "at": now}
        rows = [Entry(**asdict(line) | {"reason": line.reason[:300]} | shared) for line in wanted]
        Entry.objects.bulk_create(rows, ignore_conflicts=True)
        written = list(Entry.objects.filter(key__in=[line.key for line in wanted], pk__gt=last))
        if written:
            standings.move_standings(gameday_id, [entry.pk for entry in written], now)
            tell_teams(Change.POINTS, {entry.team_id for entry in written}, gameday_id=gameday_id)
    return written


def adjust_points(team: Team, points: int, *, reason: str, by: str, now: datetime) -> bool:
    """A facilitator gives or takes points. Each call writes a line, also when an equal one exists."""
    key = f"adjustment:{team.pk}:{secrets.token_hex(8)}"
    return write_entry(team, EntryKind.ADJUSTMENT, points, key=key, reason=reason, by=by, now=now)


def reverse_entry(entry: Entry, *, reason: str | Promise, by: str, now: datetime) -> bool:
    """Take one line back by writing its opposite. Says whether it was written: a line is reversed at most once."""
    return bool(write_entries(entry.gameday_id, _reversals(entry.gameday, [entry], reason), by=by, now=now))


def reverse_incidents(gameday_id: int, voided: Iterable[Incident], *, by: str, now: datetime) -> int:
    """Reverse all lines of voided incidents of one game day, and the revenue that they cost. Returns how many lines."""
    lines: list[LedgerLine] = []
    for incident in voided:
        reason = format_lazy(_lazy("“{scenario}” was voided"), scenario=incident.scenario.title)
        lines += _reversals(incident.gameday, _lines_of(incident, now), reason)
    written = write_entries(gameday_id, lines, by=by, now=now)
    standings.recount_resolved(gameday_id)
    return len(written)


def void_window(
    gameday: GameDay, start: datetime, end: datetime, *, reason: str, by: str, now: datetime, team: Team | None = None
) -> int:
    """Reverse the revenue from `start` up to `end`, of one team or of all, for when the platform itself was broken.

    Returns how many lines. Raises Refused where there is nothing to take back.
    """
    with transaction.atomic(), hold_ledger(gameday.pk):
        taken = _reversals(gameday, _revenue_between(gameday, start, end, team), reason)
        written = len(write_entries(gameday.pk, taken, by=by, now=now))
        if not written:
            raise Refused(nothing_between(gameday, start, end))
        text = _lazy("{by} voids the revenue of {team} from {start} to {end}: {reason}")
        names: dict[str, Any] = {"by": by, "team": team or _lazy("every team"), "reason": reason}
        names |= _window(gameday, start, end)
        activity.record_activity(team or gameday, ActivityVerb.VOIDED, text, now=now, **names)
    return written


def preview_window(gameday: GameDay, start: datetime, end: datetime, team: Team | None = None) -> list[GivenBack]:
    """What void_window would give back, team by team; empty when there is nothing to give back."""
    lines = _revenue_between(gameday, start, end, team).order_by("team__position")
    rows = lines.values_list("team__name", "team__position").annotate(Count("pk"), Sum("points"))
    return [GivenBack(name, count, -points) for name, _position, count, points in rows]


def nothing_between(gameday: GameDay, start: datetime, end: datetime) -> str:
    """Why a window cannot be voided."""
    return _(
        "Nothing was voided: from {start} to {end} there is no revenue that still counts. Choose another time or team."
    ).format(**_window(gameday, start, end))


def _window(gameday: GameDay, start: datetime, end: datetime) -> dict[str, str]:
    """From when to when, in the zone of the game day, which is named at the end."""
    with moments.in_zone_of(gameday):
        since, until = timezone.localtime(start), timezone.localtime(end)
    return {"start": f"{since:%H:%M:%S}", "end": f"{until:%H:%M:%S} {gameday.time_zone}"}


@contextmanager
def hold_ledger(gameday_id: int) -> Iterator[None]:
    """Be the only writer of this game day's ledger until the transaction ends. Other writers wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, gameday_id])
    yield


def rebuild_standings_of(gameday: GameDay, now: datetime) -> int:
    """Derive all standings of a game day from the ledger again. Returns how many teams have one."""
    with transaction.atomic(), hold_ledger(gameday.pk):
        teams = standings.rebuild_standings(gameday, now)
        tell_teams(Change.POINTS, gameday.team_ids(), gameday_id=gameday.pk)
    return teams


def _standing_lines(gameday_id: int) -> QuerySet[Entry]:
    """Lines that still count: they were not reversed, and are no reversals themselves."""
    return Entry.objects.filter(gameday=gameday_id, reverses=None, reversed_by=None)


def _revenue_between(gameday: GameDay, start: datetime, end: datetime, team: Team | None) -> QuerySet[Entry]:
    lines = _standing_lines(gameday.pk).filter(kind=EntryKind.REVENUE, at__gte=start, at__lt=end)
    return lines.filter(team=team) if team else lines


def _lines_of(incident: Incident, now: datetime) -> list[Entry]:
    """The incident's own lines, and the revenue that its team lost while it was open."""
    own = _standing_lines(incident.gameday_id).filter(incident=incident)
    taken = Entry.objects.none()
    if incident.live_at:
        taken = _standing_lines(incident.gameday_id).filter(
            team=incident.team_id,
            kind=EntryKind.REVENUE,
            points__lt=0,
            at__gte=incident.live_at,
            at__lte=_ended(incident, now),
        )
    return [*own, *taken]


def _ended(incident: Incident, now: datetime) -> datetime:
    """When the incident first ended. Voiding a closed incident later does not change that."""
    ends = Transition.objects.filter(noun=Noun.INCIDENT, row=incident.pk, new__in=ENDED).order_by("at")
    return ends.values_list("at", flat=True).first() or incident.ended_at or now


def _reversals(gameday: GameDay, entries: Iterable[Entry], reason: str | Promise) -> list[LedgerLine]:
    with vocabulary.in_language_of(gameday):
        told = _("{reason} (was: {before})")
        return [
            LedgerLine(
                entry.team_id,
                EntryKind.REVERSAL,
                -entry.points,
                f"reversal:{entry.pk}",
                told.format(reason=reason, before=entry.reason),
                entry.incident_id,
                entry.pk,
            )
            for entry in entries
        ]
