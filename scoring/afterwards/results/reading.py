"""Reads what programs ask for, in a constant number of queries a page."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from gameday.models import Activity, GameDay
from scoring.afterwards.figures.day import day_recap
from scoring.afterwards.figures.shapes import IncidentRecap, TeamRecap
from scoring.afterwards.results.shapes import (
    DayOut,
    EntryOut,
    EventOut,
    IncidentOut,
    LedgerOut,
    ResultsOut,
    TeamOut,
    TimeLineOut,
)
from scoring.models import Entry

PAGE = 1000  # rows
Row = TypeVar("Row", bound=Model)


def read_results(gameday: GameDay, now: datetime) -> ResultsOut:
    """What the day has come to by now; everything, also what a freeze hides from players."""
    recap = day_recap(gameday, now)
    return ResultsOut(gameday=_day(gameday), teams=[_team(team) for team in recap.teams])


def read_time_line(gameday: GameDay, *, after: int) -> TimeLineOut:
    """The events with ids above `after`, at most PAGE of them."""
    rows, following = _page(Activity.objects.filter(gameday=gameday), after)
    events = [
        EventOut(
            id=row.pk,
            at=row.at,
            verb=row.verb,
            team=row.team_id,
            seat=row.role,
            incident=row.incident_id,
            text=row.text,
        )
        for row in rows
    ]
    return TimeLineOut(events=events, next=following)


def read_ledger(gameday: GameDay, *, after: int) -> LedgerOut:
    """The lines with ids above `after`, at most PAGE of them."""
    rows, following = _page(Entry.objects.filter(gameday=gameday), after)
    entries = [
        EntryOut(
            id=row.pk,
            at=row.at,
            team=row.team_id,
            kind=row.kind,
            points=row.points,
            incident=row.incident_id,
            reason=row.reason,
            by=row.by,
            reverses=row.reverses_id,
        )
        for row in rows
    ]
    return LedgerOut(entries=entries, next=following)


def _page(found: QuerySet[Row], after: int) -> tuple[list[Row], int | None]:
    """The first rows with ids above `after`, and the `after` of the next page; None on the last one."""
    rows = list(found.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def _day(gameday: GameDay) -> DayOut:
    return DayOut(
        slug=gameday.slug,
        name=gameday.name,
        state=gameday.state,
        started_at=gameday.started_at,
        finished_at=gameday.finished_at,
    )


def _team(recap: TeamRecap) -> TeamOut:
    return TeamOut(
        id=recap.team.pk,
        name=recap.team.name,
        place=recap.place,
        points=recap.points,
        revenue=recap.revenue,
        resolved=recap.resolved,
        seats=dict(recap.seats),
        incidents=[_incident(each) for each in recap.incidents],
    )


def _incident(recap: IncidentRecap) -> IncidentOut:
    return IncidentOut(
        id=recap.incident.pk,
        scenario=recap.scenario.slug,
        title=recap.scenario.title,
        round=recap.round.pk if recap.round else None,
        state=recap.incident.state,
        voided=recap.voided,
        injected_at=recap.injected_at,
        effect_at=recap.effect_at,
        noticed_at=recap.noticed_at,
        acknowledged_at=recap.acknowledged_at,
        mended_at=recap.mended_at,
        keys_at=recap.keys_at,
        ended_at=recap.ended_at,
        seconds_to_detect=_seconds(recap.to_detect),
        seconds_to_acknowledge=_seconds(recap.to_acknowledge),
        seconds_to_recover=_seconds(recap.to_recover),
        revenue=recap.revenue,
        points=recap.points,
        hints=len(recap.hints),
        hint_cost=recap.hint_cost,
        minutes_to_meeting=recap.meeting.minutes,
        hand_overs=recap.meeting.hand_overs,
        both_keys=recap.meeting.both_keys,
    )


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()
