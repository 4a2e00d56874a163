"""manage.py ledger verify|rebuild [SLUG]: hold the standings against the ledger, or derive them from it again."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from gameday.models import GameDay
from scenarios.management.refusing import RefusingCommand
from scoring.ledger import ledger, standings


class Command(RefusingCommand):
    help = "Hold the standings against the ledger (verify), or derive them from it again (rebuild)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["verify", "rebuild"])
        parser.add_argument("slug", nargs="?", help="One game day; without it, all of them.")
        parser.add_argument("--json", action="store_true", help="Print what a program would read.")

    def handle(self, *, verb: str, slug: str | None, json: bool, **options: Any) -> None:
        rows = list(GameDay.objects.filter(slug=slug) if slug else GameDay.objects.order_by("slug"))
        if slug and not rows:
            raise CommandError(f"There is no game day {slug}.")
        wrong = sum([(_verify if verb == "verify" else _rebuild)(self, row, json) for row in rows])
        if wrong:
            raise CommandError(f"{wrong} standings differ from the ledger. `ledger rebuild` derives them again.")


def _verify(command: Command, gameday: GameDay, as_json: bool) -> int:
    found = standings.verify_standings(gameday)
    if as_json:
        command.stdout.write(json.dumps({"gameday": gameday.slug, "mismatches": [asdict(each) for each in found]}))
        return len(found)
    for each in found:
        where = f"{gameday.slug}: {each.team}: {each.column}"
        command.stdout.write(f"{where} is {each.standing}, the ledger says {each.ledger}.")
    if not found:
        command.stdout.write(f"{gameday.slug}: standings and ledger agree.")
    return len(found)


def _rebuild(command: Command, gameday: GameDay, as_json: bool) -> int:
    teams = ledger.rebuild_standings_of(gameday, timezone.now())
    told = {"gameday": gameday.slug, "teams": teams}
    command.stdout.write(json.dumps(told) if as_json else f"{gameday.slug}: {teams} standings rebuilt.")
    return 0
