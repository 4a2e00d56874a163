"""The verbs of `manage.py gameday` for what is done with a day's data: export it, take a person out of it."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from gameday.models import GameDay, Player
from scenarios.refusal import Refused
from scoring.afterwards.results.archive import write_archive
from scoring.afterwards.results.forgetting import forget_person

MIB = 1 << 20
BY = "the command line"


class Export:
    """gameday export SLUG"""

    help = "everything of a game day in one archive"

    @staticmethod
    def add_arguments(parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="FILE", help="default: SLUG.zip in this folder")

    @staticmethod
    def act(gameday: GameDay, options: dict[str, Any], now: datetime) -> str:
        to = Path(options["to"] or f"{gameday.slug}.zip")
        try:
            size = write_archive(gameday, to, now)
        except OSError as error:
            raise Refused(f"{to} cannot be written: {error.strerror}. Nothing was left there.") from error
        return f"{to}: {size / MIB:.1f} MB."


class Forget:
    """gameday forget SLUG NAME"""

    help = "take a person's name out of a game day that is over"

    @staticmethod
    def add_arguments(parser: ArgumentParser) -> None:
        parser.add_argument("name", help="as it stands in the game")

    @staticmethod
    def act(gameday: GameDay, options: dict[str, Any], now: datetime) -> str:
        people = list(Player.everybody.filter(gameday=gameday, name=options["name"]))
        if len(people) != 1:
            raise Refused(_("Nobody in {gameday} is called {name}.").format(gameday=gameday, name=options["name"]))
        forgotten = forget_person(people[0], by=BY, now=now)
        return f"{options['name']} is {forgotten.name} from now on, in {forgotten.rows} rows. The ledger's points are as they were."
