"""manage.py prepare: tables, library, facilitator, images; with --demo the demo event too. Harmless when repeated."""

import json
import secrets
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from gameday.event import lifecycle
from gameday.machines import database_rights
from gameday.models import GameDay
from gameday.models.choices import GameDayState
from gameday.network import public_address
from gameday.operations import demo, doctor
from gameday.sandboxes import hosts
from scenarios import company, publishing
from scenarios.document import parse
from scenarios.management.refusing import RefusingCommand
from scenarios.models import Scenario
from scenarios.refusal import Refused
from scenarios.sandbox import engine_for

FACILITATOR = "facilitator"


class Command(RefusingCommand):
    help = "Migrates, publishes the library, makes the user facilitator, builds the images. Harmless when repeated."
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also prepare and launch the demo event")
        parser.add_argument("--without-engine", action="store_true", help="leave the images to the workers")
        parser.add_argument("--json", action="store_true", help="print the new password and the demo as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        self._migrate()
        self._publish(now)
        if not options["without_engine"]:
            self._build(now)
        told: dict[str, Any] = {"password": self._facilitator(), "demo": None, "problems": []}
        if options["demo"]:
            told |= self._demo(now)
        told["problems"] += public_address.unreachable_for_others()
        if settings.WEB_PROCESSES > 1:  # one fits into every server
            told["problems"] += [f"{each.what}: {each.text}" for each in doctor.database_connections() if not each.fine]
        if options["json"]:
            self.stdout.write(json.dumps(told))
        elif told["password"]:
            self.stdout.write(f"user {FACILITATOR}, password: {told['password']}   (shown once)")

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            call_command("migrate", verbosity=0, interactive=False)
            database_rights.grant_all_again()
            self._say(f"Database: {len(waiting)} migrations applied")

    def _publish(self, now: datetime) -> None:
        for folder in settings.SCENARIO_FOLDERS:
            if not folder.is_dir():
                raise CommandError(
                    f"GAMEDAY_SCENARIO_FOLDERS names {folder}, and there is no such folder. Make it, or correct the setting."
                )
        before = Scenario.objects.count()
        try:
            publishing.publish_library(now)
        except parse.InvalidDocument as error:
            raise CommandError(f"A scenario of the library is not valid:\n{error}") from error
        if new := Scenario.objects.count() - before:
            self._say(f"Library: {new} scenarios published")

    def _build(self, now: datetime) -> None:
        image = engine_for(settings.DOCKER_URL).build(company.load_company("unicorn_rentals"), report=self._step)
        hosts.refresh_host(hosts.local_host(), now)
        self._say(f"Company: {image}")

    def _step(self, line: str) -> None:
        """Print a line of a build if it begins a step: all lines would be thousands."""
        if line.startswith("Step "):
            self._say(f"Building the image: {line}"[:118])

    def _facilitator(self) -> str:
        """Create a superuser and return the password; "" if there is one already."""
        users = get_user_model()._default_manager
        if users.filter(is_superuser=True).exists():
            return ""
        password = secrets.token_urlsafe(9)
        users.create_superuser(username=FACILITATOR, password=password)
        return password

    def _demo(self, now: datetime) -> dict[str, Any]:
        gameday, problems = demo.prepare_demo(now), []
        if gameday.state == GameDayState.DRAFT:
            try:
                lifecycle.launch_gameday(gameday, by="the demo", now=now)
            except Refused as refused:
                problems = [f"The demo was not launched: {refused}"]
        return {"demo": _described(gameday), "problems": problems}


def _described(gameday: GameDay) -> dict[str, str]:
    return {"slug": gameday.slug, "join_code": gameday.join_code}
