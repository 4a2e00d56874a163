"""Souvenirs: every certificate and poster of a day of forty teams and four hundred players, drawn and as PDF."""

from collections.abc import Iterator

from django.utils import timezone

from bench.parts import database, took
from bench.played_day import play_day
from bench.report import Row
from gameday.models import GameDay, Player
from gameday.models.choices import Role
from scoring.afterwards import printing
from scoring.afterwards.souvenirs import sheets
from scoring.afterwards.souvenirs.reading import read_teams

PEOPLE_A_TEAM = 10
MOST_SECONDS = 10.0  # to read the rows and draw all of it
MOST_TO_PRINT = 60.0
MEGABYTE = 1024 * 1024


def run(quick: bool) -> Iterator[Row]:
    """The souvenirs of a whole day are drawn, and the certificates of one team printed."""
    with database():
        gameday = play_day(timezone.now(), teams=4 if quick else 40, rounds=12)
        _fill_seats(gameday)
        yield from measure(gameday)


def measure(gameday: GameDay) -> Iterator[Row]:
    days, drawn = read_teams(gameday, timezone.now()), {}
    people = sum(len(day.crew) for day in days)
    how = f"{len(days)} teams, {people} players, 12 incidents"
    yield Row("rows of the day read", took(lambda: read_teams(gameday, timezone.now())), "s", note=how)
    for kind in sheets.Kind:
        seconds = took(lambda kind=kind: drawn.update({kind: sheets.pictures(gameday, days, kind)}))  # type: ignore[misc]
        yield Row(f"{len(drawn[kind])} {kind} drawn", seconds, "s", MOST_SECONDS)
        yield Row(f"sheet of {kind}", sum(map(len, drawn[kind])) / MEGABYTE, "MB")
    if printing.can_print():
        yield from _print(gameday, drawn)


def _print(gameday: GameDay, drawn: dict[sheets.Kind, list]) -> Iterator[Row]:
    kind = sheets.Kind.CERTIFICATES
    team = drawn[kind][:PEOPLE_A_TEAM]
    for name, pictures in (("of a team", team), ("of the day", drawn[kind])):
        made: list[bytes] = []
        seconds = took(lambda pictures=pictures, made=made: made.append(sheets.to_pdf(gameday, pictures, kind)))  # type: ignore[misc]
        note = f"{len(pictures)} pages, {len(made[0]) / MEGABYTE:.1f} MB"
        yield Row(f"certificates {name} as a PDF", seconds, "s", MOST_TO_PRINT, note)


def _fill_seats(gameday: GameDay) -> None:
    """As many people in each team as on a full day."""
    Player.objects.bulk_create(
        Player(
            gameday=gameday,
            team=team,
            role=list(Role)[number % 2],
            name=f"{team.name} {number}",
            joined_at=gameday.started_at,
        )
        for team in gameday.teams.all()
        for number in range(2, PEOPLE_A_TEAM)
    )
