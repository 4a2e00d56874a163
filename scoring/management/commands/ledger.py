"""manage.py ledger VERB …: compare the standings with the ledger, rebuild them, or give back the revenue of a time window."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from gameday.models import GameDay
from gameday.names import name_key
from scenarios.management.refusing import RefusingCommand
from scoring.ledger import ledger, standings
from scoring.ledger.standings import Mismatch, WrongLine
from scoring.pages.control.forms import VoidWindowForm

BY = "the command line"


class Command(RefusingCommand):
    help = "Holds the standings against the ledger, derives them from it again, or gives a time window back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        for verb, about in (
            ("verify", "lines that cannot be right, and standings that differ from the ledger"),
            ("rebuild", "derive the standings from the ledger again"),
        ):
            add = verbs.add_parser(verb, help=about)
            add.add_argument("slug", nargs="?", help="one game day; without it, all of them")
            add.add_argument("--json", action="store_true", help="print what a program would read")
        void = verbs.add_parser("void", help="give the revenue of a time window back, by one reversal for each line")
        void.add_argument("slug", help="the game day")
        void.add_argument("--minutes", metavar="N", help="the window: the last N minutes")
        void.add_argument(
            "--from",
            dest="start",
            metavar="MOMENT",
            help="or from there, such as 2031-05-17T14:05:00, in the game day's zone",
        )
        void.add_argument("--to", dest="end", metavar="MOMENT", help="up to there")
        void.add_argument("--team", default="", help="its name; without it, every team")
        void.add_argument("--reason", required=True, help="the teams read it")
        void.add_argument("--dry-run", action="store_true", help="only say what would be given back")

    def handle(self, *args: Any, verb: str, slug: str | None, **options: Any) -> None:
        gamedays = list(GameDay.objects.filter(slug=slug) if slug else GameDay.objects.order_by("slug"))
        if slug and not gamedays:
            raise CommandError(f"There is no game day {slug}.")
        if verb == "void":
            _void(self, gamedays[0], options)
        elif verb == "rebuild":
            for gameday in gamedays:
                _rebuild(self, gameday, options["json"])
        else:
            _complain([each for gameday in gamedays for each in _verify(self, gameday, options["json"])])


def _verify(command: Command, gameday: GameDay, as_json: bool) -> list[Mismatch | WrongLine]:
    found = standings.verify_standings(gameday)
    if as_json:
        command.stdout.write(json.dumps({"gameday": gameday.slug, "mismatches": [asdict(each) for each in found]}))
        return found
    for each in found:
        command.stdout.write(f"{gameday.slug}: {each}")
    if not found:
        command.stdout.write(f"{gameday.slug}: standings and ledger agree.")
    return found


def _complain(found: Iterable[Mismatch | WrongLine]) -> None:
    """Raises CommandError where anything was found."""
    lines = sum(isinstance(each, WrongLine) for each in found)
    differ = sum(isinstance(each, Mismatch) for each in found)
    said = [
        f"{lines} lines of the ledger are wrong. `ledger rebuild` does not change them." if lines else "",
        f"{differ} standings differ from the ledger. `ledger rebuild` derives them again." if differ else "",
    ]
    if any(said):
        raise CommandError(" ".join(filter(None, said)))


def _rebuild(command: Command, gameday: GameDay, as_json: bool) -> None:
    teams = ledger.rebuild_standings_of(gameday, timezone.now())
    told = {"gameday": gameday.slug, "teams": teams}
    command.stdout.write(json.dumps(told) if as_json else f"{gameday.slug}: {teams} standings rebuilt.")


def _void(command: Command, gameday: GameDay, options: dict[str, Any]) -> None:
    """Checks what was asked with the control room's form, so that both places read moments and minutes alike."""
    now, named = timezone.now(), options["team"]
    team = gameday.teams.filter(name_key=name_key(named)).first() if named else None
    if named and team is None:
        raise CommandError(f"{gameday} has no team {named}.")
    asked = {name: options[name] for name in ("minutes", "start", "end", "reason")}
    form = VoidWindowForm(asked | {"team": team.pk if team else ""}, gameday=gameday, now=now)
    told = form.told("Nothing was voided. ")
    start, end, reason = (told[name] for name in ("start", "end", "reason"))
    given = ledger.preview_window(gameday, start, end, team)
    if options["dry_run"] and not given:
        raise CommandError(ledger.nothing_between(gameday, start, end))
    for each in given:
        command.stdout.write(f"{each.team}: {each.lines} lines, {each.points:+d} points")
    if options["dry_run"]:
        command.stdout.write("Nothing was changed.")
        return
    lines = ledger.void_window(gameday, start, end, team=team, reason=reason, by=BY, now=now)
    command.stdout.write(f"{gameday.slug}: {lines} lines were given back.")
