"""The base of all commands: a refusal, or an engine that is away, becomes one sentence and exit code 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scenarios.refusal import Refused
from scenarios.sandbox import EngineError


class RefusingCommand(BaseCommand):
    """Prints no traceback for problems that a person can solve."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (Refused, EngineError) as trouble:
            raise CommandError(str(trouble)) from trouble
