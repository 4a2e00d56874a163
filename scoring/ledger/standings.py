"""Standings: points and places, updated with every line of the ledger. The only writer of Standing; rebuilds it too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from gameday.models import GameDay, Incident, Team
from gameday.models.choices import IncidentState
from scoring.models import Entry, EntryKind, Standing

REVENUE = Q(kind=EntryKind.REVENUE) | Q(reverses__kind=EntryKind.REVENUE)  # reversals of revenue count as revenue too


@dataclass(frozen=True)
class Mismatch:
    """A standing that is not what the ledger says."""

    team: str
    column: str
    standing: int
    ledger: int

    def __str__(self) -> str:
        return f"{self.team}: {self.column} is {self.standing}, the ledger says {self.ledger}."


@dataclass(frozen=True)
class WrongLine:
    """A line of the ledger that cannot be right, whatever the standings say."""

    line: int
    team: str
    problem: str

    def __str__(self) -> str:
        return f"{self.team}: line {self.line} {self.problem}."


def ensure_standings(gameday_id: int, now: datetime) -> None:
    """Create the standings that teams of the game day do not have yet."""
    missing = Team.objects.filter(gameday=gameday_id, standing=None)
    rows = [Standing(gameday_id=gameday_id, team=team, updated_at=now) for team in missing]
    if rows:
        Standing.objects.bulk_create(rows, ignore_conflicts=True)


def move_standings(gameday_id: int, written: Iterable[int], now: datetime) -> None:
    """Add the entries with the ids `written` to their teams' standings, then rank the teams. Call it once per entry."""
    ensure_standings(gameday_id, now)
    entries = Entry.objects.filter(pk__in=list(written))
    Standing.objects.filter(team__in=entries.values("team")).update(
        points=F("points") + _sum(entries), revenue=F("revenue") + _sum(entries.filter(REVENUE)), updated_at=now
    )
    rank_teams(gameday_id)


def rank_teams(gameday_id: int) -> None:
    """Number the places by points; equal points share a place. Only rows whose place changed are written."""
    rows = Standing.objects.filter(gameday=gameday_id)
    above = Standing.objects.filter(gameday=gameday_id, points__gt=OuterRef("points")).order_by()
    place = 1 + Coalesce(Subquery(above.values("gameday").annotate(n=Count("pk")).values("n")), 0)
    rows.annotate(place=place).exclude(rank=F("place")).update(rank=place)


def recount_resolved(gameday_id: int) -> int:
    """Bring the number of resolved incidents up to date. Returns how many standings moved."""
    rows = Standing.objects.filter(gameday=gameday_id).annotate(found=_resolved())
    return rows.exclude(resolved=F("found")).update(resolved=_resolved())


def rebuild_standings(gameday: GameDay, now: datetime) -> int:
    """Derive every standing from the ledger again; returns how many. The caller must hold the ledger (hold_ledger)."""
    with transaction.atomic():
        ensure_standings(gameday.pk, now)
        entries = Entry.objects.filter(gameday=gameday)
        teams = Standing.objects.filter(gameday=gameday).update(
            points=_sum(entries), revenue=_sum(entries.filter(REVENUE)), resolved=_resolved(), updated_at=now
        )
        rank_teams(gameday.pk)
    return teams


def verify_standings(gameday: GameDay) -> list[Mismatch | WrongLine]:
    """Lines that cannot be right, and where the standings are not what the ledger says; empty when all is well."""
    return [*wrong_lines(gameday), *mismatches(gameday)]


def wrong_lines(gameday: GameDay) -> list[WrongLine]:
    """Lines of an unknown kind, which no sum would count, and reversals that are not the opposite of an earlier line."""
    rows = Entry.objects.filter(gameday=gameday).select_related("team", "reverses")
    suspects = rows.filter(~Q(kind__in=EntryKind) | Q(kind=EntryKind.REVERSAL) | Q(reverses__isnull=False))
    return [WrongLine(row.pk, row.team.name, problem) for row in suspects if (problem := _problem(row))]


def _problem(entry: Entry) -> str:
    before = entry.reverses
    if entry.kind not in EntryKind:
        return f"is of the unknown kind “{entry.kind}”; there are {', '.join(EntryKind)}"
    if before is None:
        return "is a reversal and takes no line back"
    if entry.kind != EntryKind.REVERSAL:
        return f"takes line {before.pk} back and is of the kind “{entry.kind}”"
    if (entry.team_id, entry.points) != (before.team_id, -before.points):
        return f"is not the opposite of line {before.pk}, which it takes back"
    return ""


def mismatches(gameday: GameDay) -> list[Mismatch]:
    """Where the standings are not what the ledger says."""
    entries = Entry.objects.filter(gameday=gameday)
    rows = (
        Standing.objects.filter(gameday=gameday)
        .select_related("team")
        .annotate(in_ledger=_sum(entries), revenue_in_ledger=_sum(entries.filter(REVENUE)), found=_resolved())
    )
    scores = [row.in_ledger for row in rows]
    found = []
    for row in rows:
        expected = {
            "points": row.in_ledger,
            "revenue": row.revenue_in_ledger,
            "resolved": row.found,
            "rank": 1 + sum(score > row.in_ledger for score in scores),
        }
        found += [
            Mismatch(row.team.name, column, getattr(row, column), value)
            for column, value in expected.items()
            if getattr(row, column) != value
        ]
    return found + _without_standing(gameday)


def _without_standing(gameday: GameDay) -> list[Mismatch]:
    lost = gameday.teams.filter(standing=None).annotate(total=Sum("entries__points")).filter(total__isnull=False)
    return [Mismatch(team.name, "points", 0, team.total) for team in lost.order_by("position", "id") if team.total]


def _sum(entries: QuerySet[Entry]) -> Coalesce:
    mine = entries.filter(team=OuterRef("team")).order_by().values("team").annotate(total=Sum("points"))
    return Coalesce(Subquery(mine.values("total"), output_field=IntegerField()), 0)


def _resolved() -> Coalesce:
    mine = (
        Incident.objects.filter(team=OuterRef("team"), state=IncidentState.RESOLVED, practice=False)
        .order_by()
        .values("team")
    )
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
