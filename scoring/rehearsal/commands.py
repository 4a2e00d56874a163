"""gameday rehearse SLUG: begin a rehearsal, show what it has shown so far, or cancel it."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from gameday.event import rehearsing
from gameday.language.spans import write_span
from gameday.models import GameDay
from scenarios.refusal import Refused
from scoring.rehearsal.report import PlayedItem, RehearsalReport, read_report

BY = "the command line"


class Rehearse:
    """gameday rehearse SLUG"""

    help = "bots play the day in a tenth of its time, and a report says what happened"

    @staticmethod
    def add_arguments(parser: ArgumentParser) -> None:
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--report", action="store_true", help="begin nothing: what the last one has shown so far")
        instead.add_argument("--cancel", action="store_true", help="end the one that is under way")

    @staticmethod
    def act(gameday: GameDay, options: dict[str, Any], now: datetime) -> str:
        if options["cancel"]:
            if not rehearsing.cancel_rehearsal(gameday, by=BY, now=now):
                raise Refused(_("No rehearsal of {gameday} is under way.").format(gameday=gameday))
            return f"The rehearsal of {gameday} is cancelled: its faults are healed, then its sandboxes go."
        if options["report"]:
            played = rehearsing.last_rehearsal(gameday)
            if played is None:
                raise Refused(_("{gameday} was not rehearsed yet.").format(gameday=gameday))
            return "\n".join(_lines(read_report(played, now)))
        lasts = rehearsing.quick_plan(gameday, now).lasts
        rehearsing.start_rehearsal(gameday, by=BY, now=now)
        return (
            f"{gameday} is being rehearsed. Once its sandboxes stand that takes about {max(round(lasts / 60), 1)} minutes; "
            f"`manage.py gameday rehearse {gameday.slug} --report` says how it goes."
        )


def _lines(report: RehearsalReport) -> Iterator[str]:
    """The report as lines of text."""
    if report.under_way:
        left = f"{write_span(report.left)} left" if report.left else report.played.get_state_display()
        yield f"{report.played}: being rehearsed, {left}"
    else:
        verdict = "go" if report.go else "ended before its time" if report.ended_early else "no-go"
        yield f"{report.played}: {verdict}"
    yield from (f"  {reason}" for reason in report.reasons)
    yield from (line for item in report.items for line in _item_lines(item))
    if report.slowest is not None:
        yield f"  {report.healed} faults healed; slowest tick {report.slowest:.1f} s"


def _item_lines(item: PlayedItem) -> Iterator[str]:
    for line in item.lines:
        where = f", {line.team}" if line.team else ""
        yield f"  {write_span(item.at):>8}  {item.title}{where}: {line.verdict.label}" + (
            f" ({line.said})" if line.said else ""
        )
