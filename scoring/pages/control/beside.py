"""One team in full, beside the list: what it needs and sees, its terminals, its time line, what it did. Reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from gameday.models import GameDay, Incident, Team
from gameday.models.choices import ActivityVerb
from gameday.team import chat
from gameday.terminals import tickets
from scenarios.document import parse
from scoring.help import suggestions
from scoring.help.suggestions import HintSuggestion
from scoring.ledger import game_time
from scoring.models import HintTaken, Objective
from scoring.pages.control import feed
from scoring.pages.control.grid import GridCell, GridRow

ACTS, LINES = 12, 4
WIDTH = 1000  # of the time line, in units of its drawing


@dataclass(frozen=True)
class ShownGoal:
    """One objective as the team has it."""

    label: str
    row: Objective


@dataclass(frozen=True)
class OpenIncident:
    """An open incident as the team has it."""

    cell: GridCell
    goals: list[ShownGoal]
    taken: list[int]  # numbers of the hints that it has
    hints: int  # in all
    hint: HintSuggestion | None
    minutes: int  # of game time since it went live


@dataclass(frozen=True)
class TimeLineBar:
    """An incident on the time line, in units of WIDTH."""

    incident: Incident
    start: int
    width: int
    hints: list[int]  # where hints were taken


def team_beside(gameday: GameDay, row: GridRow, now: datetime) -> dict[str, Any]:
    """What the pane shows of a team. The number of queries does not depend on its incidents."""
    team = row.team
    team.gameday = gameday
    lines, _older = chat.latest_lines(team, most=LINES)
    return {
        "row": row,
        "team": team,
        "open_incidents": _open_incidents(gameday, row, now),
        "bars": _time_line(gameday, team, now),
        "time_line_width": WIDTH,
        "terminals": tickets.listed_terminals(team.pk),
        "acts": feed.feed_lines(
            gameday.activities.filter(team=team).exclude(verb=ActivityVerb.TYPED).select_related("player")[:ACTS]
        ),
        "lines": lines,
    }


def _open_incidents(gameday: GameDay, row: GridRow, now: datetime) -> list[OpenIncident]:
    cells = {cell.incident.pk: cell for cell in row.cells.values() if cell.incident.is_open}
    if not cells:
        return []
    paused = game_time.pauses_of(gameday)
    rows = Incident.objects.filter(pk__in=cells).select_related("scenario")
    rows = rows.prefetch_related(
        Prefetch("objectives", Objective.objects.select_related("met_by")), Prefetch("hints_taken")
    )
    found = []
    for incident in rows:
        document = parse.document_of(incident.scenario)
        goals = {goal.key: goal for goal in incident.objectives.all()}
        taken = {hint.rung for hint in incident.hints_taken.all()}
        found.append(
            OpenIncident(
                cell=cells[incident.pk],
                goals=[ShownGoal(goal.label, goals[goal.id]) for goal in document.objectives if goal.id in goals],
                taken=sorted(rung + 1 for rung in taken),
                hints=len(document.hints),
                hint=suggestions.choose_hint(incident, taken, list(goals.values())),
                minutes=int(paused.seconds(incident.live_at or now, now) // 60),
            )
        )
    return found


def _time_line(gameday: GameDay, team: Team, now: datetime) -> list[TimeLineBar]:
    """Every incident that has burned, from the start of the day to now or its end, whichever is later."""
    start = gameday.started_at
    if start is None:
        return []
    whole = max(now - start, gameday.duration, timedelta(seconds=1))
    hints = Prefetch("hints_taken", HintTaken.objects.order_by("at"))
    rows = team.incidents.filter(live_at__isnull=False, practice=False).select_related("scenario")

    def place(moment: datetime) -> int:
        return min(max(round(WIDTH * ((moment - start) / whole)), 0), WIDTH)

    return [
        TimeLineBar(
            incident,
            place(incident.live_at),
            max(place(incident.ended_at or now) - place(incident.live_at), 6),
            [place(hint.at) for hint in incident.hints_taken.all()],
        )
        for incident in rows.prefetch_related(hints).order_by("live_at", "id")
        if incident.live_at
    ]
