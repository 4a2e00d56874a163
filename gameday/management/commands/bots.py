"""manage.py bots SLUG: let bots play a game day's bot seats until interrupted."""

import asyncio
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from gameday.event import lifecycle
from gameday.models import GameDay, Sandbox
from gameday.models.choices import GameDayState, SandboxState
from gameday.operations import bots
from gameday.web_address import parse_web_address
from scenarios.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Plays the bot seats of a game day through its web pages, until interrupted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--url", default=settings.PUBLIC_URL, help="where the platform answers")
        parser.add_argument("--start", action="store_true", help="start the game day, or resume it, once it is ready")

    def handle(self, *args: Any, slug: str, url: str, start: bool, **options: Any) -> None:
        gameday = GameDay.objects.filter(slug=slug).first()
        if gameday is None:
            raise CommandError(f"There is no game day “{slug}”.")
        while start and gameday.state in (
            GameDayState.DRAFT,
            GameDayState.PROVISIONING,
            GameDayState.LOBBY,
            GameDayState.PAUSED,
        ):
            _start(gameday)
            time.sleep(1)
            gameday.refresh_from_db()
        try:
            origin = parse_web_address(url).origin
        except ValueError as error:
            raise CommandError(f"“{url}” is no address of a platform. Give one like http://localhost:8000.") from error
        players = list(gameday.players.filter(bot=True).select_related("gameday", "team"))
        try:
            asyncio.run(bots.play_as_bot(players, origin))
        except KeyboardInterrupt:
            self.stdout.write("The bots leave the table.")


def _start(gameday: GameDay) -> None:
    """Start the game day when its sandboxes are ready, or resume one that `up` paused when it ended."""
    if gameday.state == GameDayState.LOBBY:
        lifecycle.start_gameday(gameday, by="the demo", now=timezone.now())
    elif (
        gameday.state == GameDayState.PAUSED
        and not Sandbox.objects.filter(team__gameday=gameday, state=SandboxState.BUILDING).exists()
    ):
        lifecycle.release_halt(gameday, by="the demo", now=timezone.now())
        lifecycle.resume_gameday(gameday, by="the demo", now=timezone.now())
