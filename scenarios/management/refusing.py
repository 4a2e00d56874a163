"""What every command of ours is: where a verb refuses or an engine does not answer, it says one sentence and exits with 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scenarios.refusal import Refused
from scenarios.sandbox import EngineError


class RefusingCommand(BaseCommand):
    """A command without a traceback for what a person can put right."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (Refused, EngineError) as trouble:
            raise CommandError(str(trouble)) from trouble
