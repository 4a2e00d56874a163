"""The parts of the day's page that are the same for many people, as HTML that is made once and kept with the day's figures."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language

from scoring.afterwards.recap.addresses import film_address
from scoring.afterwards.recap.day_page import key_numbers
from scoring.afterwards.recap.kept import KeptDay
from scoring.afterwards.recap.time_line import MARKS, time_line
from scoring.ledger.game_time import pauses_of


@dataclass(frozen=True)
class RowHtml:
    """A team's row on the time line: with links, for those who may see what is the team's own, and without."""

    team_id: int
    linked: str
    plain: str


@dataclass(frozen=True)
class DayHtml:
    numbers: str
    legend: str
    axis: str
    rows: list[RowHtml]
    tables: str


def day_html(kept: KeptDay, now: datetime) -> DayHtml | None:
    """The parts in the reader's language; None for a day that has not started or had no team."""
    return kept.keep(("html", get_language()), lambda: _made(kept, now))


def _made(kept: KeptDay, now: datetime) -> DayHtml | None:
    day = kept.recap
    line = time_line(day, pauses_of(day.gameday), now, film_address)
    if line is None or not day.teams:
        return None
    about = {
        "gameday": day.gameday,
        "recap": day,
        "line": line,
        "marks": MARKS.items(),
        "numbers": key_numbers(day),
    }
    rows = [
        RowHtml(
            row.recap.team.pk,
            *(render_to_string("recap/row.html", about | {"row": row, "linked": linked}) for linked in (True, False)),
        )
        for row in line.rows
    ]
    parts = {name: render_to_string(f"recap/{name}.html", about) for name in ("numbers", "legend", "axis", "tables")}
    return DayHtml(rows=rows, **parts)
