"""Souvenirs: every certificate and poster of a day of forty teams and four hundred players, drawn and as PDF."""

import time
from collections.abc import Iterator

from django.utils import timezone
from django.utils.safestring import SafeString

from bench.parts import database
from bench.played_day import play_day
from bench.report import Row
from gameday.models import GameDay, Player
from gameday.models.choices import Role
from scenarios.refusal import Refused
from scoring.afterwards import printing
from scoring.afterwards.souvenirs import sheets
from scoring.afterwards.souvenirs.reading import read_teams

PEOPLE_A_TEAM = 10
MOST_SECONDS = 10.0  # to read the rows and draw all of it
MOST_TO_PRINT = 60.0
MEGABYTE = 1024 * 1024


def run(quick: bool) -> Iterator[Row]:
    """The souvenirs of a whole day are drawn, and its certificates printed."""
    with database():
        gameday = play_day(timezone.now(), teams=4 if quick else 40, rounds=12)
        _fill_seats(gameday)
        yield from measure(gameday)


def measure(gameday: GameDay) -> Iterator[Row]:
    began = time.perf_counter()
    days = read_teams(gameday, timezone.now())
    how = f"{len(days)} teams, {sum(len(day.crew) for day in days)} players, 12 incidents"
    yield Row("rows of the day read", time.perf_counter() - began, "s", note=how)
    drawn = {}
    for kind in sheets.Kind:
        began = time.perf_counter()
        drawn[kind] = sheets.pictures(gameday, days, kind)
        yield Row(f"{len(drawn[kind])} {kind} drawn", time.perf_counter() - began, "s", MOST_SECONDS)
        yield Row(f"sheet of {kind}", sum(map(len, drawn[kind])) / MEGABYTE, "MB")
    if printing.can_print():
        yield from _print(gameday, drawn)


def _print(gameday: GameDay, drawn: dict[sheets.Kind, list[SafeString]]) -> Iterator[Row]:
    kind = sheets.Kind.CERTIFICATES
    for name, pictures in (("of a team", drawn[kind][:PEOPLE_A_TEAM]), ("of the day", drawn[kind])):
        began = time.perf_counter()
        try:
            note = f"{len(pictures)} pages, {len(sheets.to_pdf(gameday, pictures, kind)) / MEGABYTE:.1f} MB"
        except Refused as given_up:
            note = str(given_up)
        yield Row(f"certificates {name} as a PDF", time.perf_counter() - began, "s", MOST_TO_PRINT, note)


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
