"""manage.py makemessages: Django's command with our names for gettext, our languages, and what is not to be translated."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import makemessages

FOREIGN = [
    "node_modules/*",
    ".venv/*",
    "var/*",
    "staticfiles/*",
    "static/built/*",
    "scenarios/companies/*",
    "tests/*",
    "bench/*",
]


class Command(makemessages.Command):
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_lazy"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(
            ignore_patterns=FOREIGN,
            no_location=True,
            add_location="never",
            no_wrap=True,
            no_obsolete=True,
            locale=[code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE],
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make both catalogues: that of pages and that of scripts."""
        for domain in ("django", "djangojs"):
            super().handle(*args, **options | {"domain": domain, "ignore_patterns": list(FOREIGN)})
