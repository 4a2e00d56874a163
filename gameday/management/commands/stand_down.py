"""manage.py stand_down: pause game days, heal every fault, remove the sandboxes. `manage.py up` ends with it."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from gameday.event import lifecycle
from gameday.models import GameDay, Injection
from gameday.models.choices import IN_FORCE, STARTED, GameDayState
from scenarios.management.refusing import RefusingCommand
from scenarios.sandbox import engine_for
from scenarios.waiting import wait_while

HEALING_SECONDS = 45.0  # for the workers to heal everything


class Command(RefusingCommand):
    help = "Pauses what runs, heals every fault and, unless --keep is given, removes this installation's sandboxes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keep", action="store_true", help="leave the sandboxes on the engine")

    def handle(self, *args: Any, keep: bool, **options: Any) -> None:
        now = timezone.now()
        healing = sum(_halt(gameday, now) for gameday in GameDay.objects.filter(state__in=STARTED))
        left = _await_healing(HEALING_SECONDS) if healing else 0
        if healing:
            self.stdout.write(f"Healed {healing - left} of {healing} faults.")
        if not keep:
            self._remove()
        elif left:
            raise CommandError(f"{left} faults are not healed yet. The next `manage.py up` goes on with it.")

    def _remove(self) -> None:
        """Remove the sandboxes, and with them the faults that could not be healed."""
        engine = engine_for(settings.DOCKER_URL)
        count = len(engine.handles())
        engine.remove_all()
        if count:
            self.stdout.write(f"Removed {count} sandboxes.")


def _halt(gameday: GameDay, now: datetime) -> int:
    """Pause a game day and ask for every fault to be healed. Returns how many."""
    if gameday.state == GameDayState.RUNNING:
        lifecycle.pause_gameday(gameday, by="up", now=now)
    return lifecycle.halt_faults(gameday, by="up", now=now)


def _await_healing(seconds: float) -> int:
    """Wait until the workers have healed every fault, for some seconds at most. Returns how many are left."""
    return wait_while(Injection.objects.filter(state__in=IN_FORCE).count, within=seconds, every=0.3)
