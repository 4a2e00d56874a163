"""manage.py facilitator unlock [NAME]: let a facilitator sign in at once, however many wrong passwords were tried."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from gameday.people import sign_in
from scenarios.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Helps facilitators who cannot sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        unlock = verbs.add_parser("unlock", help="forget the wrong passwords that were tried for a name")
        unlock.add_argument("name", nargs="?", help="of a facilitator; without it, of all")

    def handle(self, *args: Any, name: str | None, **options: Any) -> None:
        there = sorted(get_user_model().objects.filter(is_staff=True).values_list("username", flat=True))
        if name and name not in there:
            raise CommandError(f"There is no facilitator “{name}”. There are: {', '.join(there) or 'none'}.")
        for username in [name] if name else there:
            locked = sign_in.unlock_facilitator(username)
            self.stdout.write(
                f"{username} can sign in again: the wrong passwords are forgotten."
                if locked
                else f"{username} was not locked out: no wrong password is remembered."
            )
