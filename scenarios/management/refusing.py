"""The base of all commands: a refusal, or an engine that is away, becomes one sentence and exit code 1."""

from typing import Any, Literal

from django.core.management.base import BaseCommand, CommandError

from scenarios.refusal import Refused
from scenarios.sandbox import EngineError


class RefusingCommand(BaseCommand):
    """Prints no traceback for problems that a person can solve."""

    # `manage.py prepare` makes them when the platform starts. They load every page, a third of a short command's time.
    requires_system_checks: list[str] | tuple[str, ...] | Literal["__all__"] = ()

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (Refused, EngineError) as trouble:
            raise CommandError(str(trouble)) from trouble
