"""The ledger: the only writer of Entry. Nothing is changed or deleted here (a database trigger sees to that).

A line is written once by its key, and moves its team's standing in the same transaction. Writers of one game day
take turns: without that, two of them would lock the standings in different orders.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live import publish
from gameday.models import GameDay, Incident, Team, Transition
from gameday.models.choices import ENDED, ActivityVerb, Noun
from scenarios.refusal import Refused
from scoring.board import snapshot
from scoring.ledger import standings
from scoring.models import Entry, EntryKind

LOCK = 7_345_210  # the first half of the advisory lock's key; the second is the game day
REFEREE = "referee"


@dataclass(frozen=True)
class LedgerLine:
    """What is about to be written."""

    team_id: int
    kind: EntryKind
    points: int
    key: str
    reason: str
    incident_id: int | None = None
    reverses_id: int | None = None


@dataclass(frozen=True)
class GivenBack:
    """What one team gets back when a time window is voided. `points`: by so many its score moves."""

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
    """Write one line; False when its key is known, or when it is about nothing or practice. A lazy reason is said in the day's language."""
    with vocabulary.in_language_of(team.gameday):
        said = str(reason)
    if incident and incident.practice:
        return False
    line = LedgerLine(team.pk, kind, points, key, said, incident.pk if incident else None)
    return bool(write_entries(team.gameday_id, [line], by=by, now=now))


def write_entries(gameday_id: int, lines: Iterable[LedgerLine], *, by: str, now: datetime) -> list[Entry]:
    """Write many lines of one game day in one statement. Returns the new ones; lines of no points are left out."""
    wanted = [line for line in lines if line.points]
    if not wanted:
        return []
    with transaction.atomic(), hold_ledger(gameday_id):
        last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
        Entry.objects.bulk_create([_entry(gameday_id, line, by, now) for line in wanted], ignore_conflicts=True)
        written = list(Entry.objects.filter(key__in=[line.key for line in wanted], pk__gt=last))
        if written:
            standings.move_standings(gameday_id, [entry.pk for entry in written], now)
            _tell(gameday_id, {entry.team_id for entry in written})
    return written


def adjust_points(team: Team, points: int, *, reason: str, by: str, now: datetime) -> bool:
    """A facilitator gives or takes points. Each call counts: two equal adjustments are two."""
    key = f"adjustment:{team.pk}:{secrets.token_hex(8)}"
    return write_entry(team, EntryKind.ADJUSTMENT, points, key=key, reason=reason, by=by, now=now)


def reverse_entry(entry: Entry, *, reason: str | Promise, by: str, now: datetime) -> bool:
    """Take one line back by its opposite, at most once."""
    return bool(write_entries(entry.gameday_id, _reversals(entry.gameday, [entry], reason), by=by, now=now))


def reverse_incidents(gameday_id: int, voided: Iterable[Incident], *, by: str, now: datetime) -> int:
    """Take back all that voided incidents of one game day brought or cost. Returns how many lines."""
    lines: list[LedgerLine] = []
    for incident in voided:
        reason = format_lazy(_lazy("“{scenario}” was voided"), scenario=incident.scenario.title)
        lines += _reversals(incident.gameday, _of(incident, now), reason)
    written = write_entries(gameday_id, lines, by=by, now=now)
    standings.recount_resolved(gameday_id)
    return len(written)


def void_window(
    gameday: GameDay, start: datetime, end: datetime, *, reason: str, by: str, now: datetime, team: Team | None = None
) -> int:
    """Take back the revenue from `start` up to `end`, of one team or of all: for when the platform was what broke.

    Returns how many lines. Raises Refused where there is nothing to take back.
    """
    with transaction.atomic(), hold_ledger(gameday.pk):
        taken = _reversals(gameday, _revenue_between(gameday, start, end, team), reason)
        written = len(write_entries(gameday.pk, taken, by=by, now=now))
        if not written:
            raise Refused(nothing_between(start, end))
        activity.record_activity(
            gameday=gameday,
            team=team,
            verb=ActivityVerb.VOIDED,
            now=now,
            text=format_lazy(
                _lazy("{by} voids the revenue of {team} from {start} to {end}: {reason}"),
                by=by,
                team=team or _lazy("every team"),
                start=clock_time(start),
                end=clock_time(end),
                reason=reason,
            ),
        )
    return written


def preview_window(gameday: GameDay, start: datetime, end: datetime, team: Team | None = None) -> list[GivenBack]:
    """What void_window would give back, team by team; empty where that is nothing."""
    lines = _revenue_between(gameday, start, end, team).order_by("team__position")
    rows = lines.values_list("team__name", "team__position").annotate(Count("pk"), Sum("points"))
    return [GivenBack(name, count, -points) for name, _position, count, points in rows]


def nothing_between(start: datetime, end: datetime) -> str:
    """Why a window cannot be voided."""
    return _(
        "Nothing was voided: from {start} to {end} there is no revenue that still counts. Choose another time or team."
    ).format(start=clock_time(start), end=clock_time(end))


def clock_time(moment: datetime) -> str:
    """A moment as the clock on the wall shows it, to the second."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


@contextmanager
def hold_ledger(gameday_id: int) -> Iterator[None]:
    """Be the only writer of this game day's ledger until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, gameday_id])
    yield


def rebuild_standings_of(gameday: GameDay, now: datetime) -> int:
    """Derive the standings from the ledger again. Returns how many."""
    with transaction.atomic(), hold_ledger(gameday.pk):
        teams = standings.rebuild_standings(gameday, now)
        _tell(gameday.pk, gameday.teams.values_list("pk", flat=True))
    return teams


def _standing_lines(gameday_id: int) -> QuerySet[Entry]:
    """The lines that have neither been taken back nor take another one back."""
    return Entry.objects.filter(gameday=gameday_id, reverses=None, reversed_by=None)


def _revenue_between(gameday: GameDay, start: datetime, end: datetime, team: Team | None) -> QuerySet[Entry]:
    lines = _standing_lines(gameday.pk).filter(kind=EntryKind.REVENUE, at__gte=start, at__lt=end)
    return lines.filter(team=team) if team else lines


def _of(incident: Incident, now: datetime) -> list[Entry]:
    """The incident's own lines, and the revenue that its faults took."""
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
    """When it stopped burning; voiding a closed incident later does not move that."""
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


def _entry(gameday_id: int, line: LedgerLine, by: str, now: datetime) -> Entry:
    return Entry(
        gameday_id=gameday_id,
        team_id=line.team_id,
        kind=line.kind,
        points=line.points,
        key=line.key,
        incident_id=line.incident_id,
        reverses_id=line.reverses_id,
        reason=line.reason[:300],
        by=by[:100],
        at=now,
    )


def _tell(gameday_id: int, teams: Iterable[int]) -> None:
    for team_id in teams:
        publish.tell_parts_changed(publish.team_topic(team_id), "points")
    publish.tell_parts_changed(publish.control_topic(gameday_id), "points")
    snapshot.board_changed(gameday_id)
