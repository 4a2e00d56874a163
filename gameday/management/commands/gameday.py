"""manage.py gameday VERB …: a game day without the web pages."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from gameday import activity, names
from gameday.event import plans, schedule
from gameday.event.verbs import VERBS, Verb
from gameday.incidents import injections
from gameday.language import moments
from gameday.models import GameDay, Team
from gameday.models.choices import OPEN, PENDING, SandboxState
from gameday.models.gameday import default_time_zone
from gameday.people import draw
from scenarios import publishing, time_span
from scenarios.management.refusing import RefusingCommand
from scenarios.models import Scenario

BY = "the command line"
SPANS = "a span of time is 2h, 1h 30m, 90 min, 45s or 1:30 (hours:minutes)"
OTHERS = {"draw": "mix the teams", "status": "what state everything is in"}


class Command(RefusingCommand):
    help = "Creates, launches, steers and shows a game day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        create = verbs.add_parser("create", help="a new game day, with teams and a round a scenario")
        create.add_argument("name")
        create.add_argument("--teams", type=int, default=4, help="how many (default: 4)")
        create.add_argument("--scenario", action="append", metavar="SLUG", help="once or more; default: all of them")
        create.add_argument("--first", type=_span, default="5m", metavar="SPAN", help=f"until the first round; {SPANS}")
        create.add_argument("--every", type=_span, default="15m", metavar="SPAN", help="from round to round")
        create.add_argument("--duration", type=_span, default="2h", metavar="SPAN", help="of the whole day")
        create.add_argument("--seed", type=int, default=1)
        create.add_argument(
            "--time-zone", type=_zone, default=default_time_zone(), metavar="ZONE", help="such as Europe/Paris"
        )
        create.add_argument(
            "--language", choices=dict(settings.LANGUAGES), default="en", help="of board, feed and ledger (default: en)"
        )
        imported = verbs.add_parser("import-plan", help="a new game day from a file that export-plan has written")
        imported.add_argument("file", type=Path)
        imported.add_argument("--name", default="", help="default: the name in the file")
        exported = verbs.add_parser("export-plan", help="settings, teams and schedule as a file, without people")
        exported.add_argument("slug")
        exported.add_argument("--to", type=Path, metavar="FILE", help="default: SLUG.plan.json in this folder")
        cloned = verbs.add_parser("clone", help="a new game day with the same teams and schedule, without people")
        cloned.add_argument("slug")
        cloned.add_argument("name", help="of the new one")
        for verb, about in ({name: verb.help for name, verb in VERBS.items()} | OTHERS).items():
            add = verbs.add_parser(verb, help=about)
            add.add_argument("slug")
            add.add_argument("--json", action="store_true", help="for a program to read")
            if verb in ("halt", "release"):
                add.add_argument("--team", default="", help="its name; without it, every team")
            if verb == "archive":
                add.add_argument("--keep", action="store_true", help="leave the sandboxes standing")
        for verb, data_verb in data_verbs().items():
            add = verbs.add_parser(verb, help=data_verb.help)
            add.add_argument("slug")
            data_verb.add_arguments(add)

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        self._do(verb, options, timezone.now())

    def _do(self, verb: str, options: dict[str, Any], now: datetime) -> None:
        if data_verb := data_verbs().get(verb):
            self.stdout.write(data_verb.act(_gameday(options["slug"]), options, now))
            return
        if plan_verb := PLAN_VERBS.get(verb):
            self.stdout.write(plan_verb(options, now))
            return
        gameday = _create(options) if verb == "create" else _gameday(options["slug"])
        if verb == "create":
            activity.record_made_day(gameday, by=BY, now=now)
            said = _made(gameday)
        elif verb == "status":
            said = "\n".join(_lines(status(gameday, now)))
        elif verb == "draw":
            teams, drawn = draw.draw_teams(gameday, by=BY, now=now)
            said = "\n".join(_drawn(teams, drawn))
        else:
            said = _act(gameday, VERBS[verb], options, now)
        self.stdout.write(json.dumps(status(gameday, now), indent=2) if options.get("json") else said)


class DataVerb(Protocol):
    """A verb for a day's data, which lies in modules that the director may not import (settings.DATA_VERBS)."""

    help: str

    @staticmethod
    def add_arguments(parser: ArgumentParser) -> None: ...

    @staticmethod
    def act(gameday: GameDay, options: dict[str, Any], now: datetime) -> str: ...  # what to print; raises Refused


def data_verbs() -> dict[str, DataVerb]:
    return {verb: import_string(path) for verb, path in settings.DATA_VERBS.items()}


def _import_plan(options: dict[str, Any], now: datetime) -> str:
    try:
        data = options["file"].read_bytes()
    except OSError as error:
        raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
    gameday, notes = plans.import_plan(plans.read_plan(data), name=options["name"], by=None, now=now)
    activity.record_made_day(gameday, by=BY, now=now, of=options["file"].name)
    return "\n".join([_made(gameday), *notes])


def _export_plan(options: dict[str, Any], now: datetime) -> str:
    gameday = _gameday(options["slug"])
    to = options["to"] or Path(f"{gameday.slug}.plan.json")
    try:
        to.write_text(plans.write_plan(gameday), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{to} cannot be written: {error.strerror}.") from error
    return f"{to} holds the plan of {gameday}."


def _clone(options: dict[str, Any], now: datetime) -> str:
    gameday = _gameday(options["slug"])
    made = plans.clone_gameday(gameday, name=options["name"], by=None)
    activity.record_made_day(made, by=BY, now=now, of=gameday.name)
    return _made(made)


PLAN_VERBS = {"import-plan": _import_plan, "export-plan": _export_plan, "clone": _clone}


def _made(gameday: GameDay) -> str:
    return f"{gameday} is there: its slug is {gameday.slug}, its join code {gameday.join_code}."


def _act(gameday: GameDay, verb: Verb, options: dict[str, Any], now: datetime) -> str:
    choice = {name: options[name] for name in ("team", "keep") if name in options}
    if "team" in choice:
        choice["team"] = _team(gameday, choice["team"])
    found = verb.act(gameday, by=BY, now=now, **choice)
    return f"{options.get('team') or gameday} {verb.said.format(found)}."


def _drawn(teams: list[Team], drawn: draw.Arrangement) -> Iterator[str]:
    """A line for each team with its people and why, then what could not be achieved."""
    for team, people, notes in zip(teams, drawn.teams, drawn.notes, strict=True):
        yield f"{team}: {', '.join(person.name for person in people) or 'nobody'} ({'; '.join(notes)})"
    yield from drawn.compromises


def _span(text: str) -> timedelta:
    try:
        return time_span.read_time_span(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _zone(name: str) -> str:
    if name not in moments.zone_names():
        raise ArgumentTypeError(f"There is no time zone {name}. Write one such as Europe/Paris.")
    return name


@transaction.atomic
def _create(options: dict[str, Any]) -> GameDay:
    if options["teams"] < 1:
        raise CommandError("A game day needs at least one team.")
    chosen = _scenarios(options["scenario"])
    told = {name: options[name] for name in ("duration", "seed", "time_zone", "language")}
    gameday = GameDay.objects.create(name=names.clean_name(options["name"]), **told)
    schedule.add_teams(gameday, options["teams"])
    schedule.add_rounds(gameday, chosen, first=options["first"], every=options["every"])
    return gameday


def _scenarios(slugs: list[str] | None) -> list[Scenario]:
    latest = {scenario.slug: scenario for scenario in publishing.latest_scenarios()}
    if unknown := sorted(set(slugs or ()) - latest.keys()):
        raise CommandError(f"There is no scenario {', '.join(unknown)}. Published are: {', '.join(latest) or 'none'}.")
    return [latest[slug] for slug in slugs] if slugs else list(latest.values())


def _gameday(slug: str) -> GameDay:
    gameday = GameDay.objects.filter(slug=slug).first()
    if gameday is None:
        there = ", ".join(GameDay.objects.filter(rehearsal=False).values_list("slug", flat=True)[:20]) or "none"
        raise CommandError(f"There is no game day “{slug}”. There are: {there}.")
    return gameday


def _team(gameday: GameDay, name: str) -> Team | None:
    if not name:
        return None
    team = gameday.teams.filter(name_key=names.name_key(name)).first()
    if team is None:
        raise CommandError(f"There is no team “{name}”. There are: {', '.join(map(str, gameday.teams.all()))}.")
    return team


def status(gameday: GameDay, now: datetime) -> dict[str, Any]:
    """The game day's status as JSON values. Points are not in it: they belong to the referee."""
    gameday.refresh_from_db()
    return {
        "slug": gameday.slug,
        "name": gameday.name,
        "state": gameday.state,
        "join_code": gameday.join_code,
        "elapsed": round(gameday.elapsed(now).total_seconds()),
        "duration": round(gameday.duration.total_seconds()),
        "halted": gameday.halted_at is not None,
        "frozen": gameday.seen_at(now) is not None,
        "problem": gameday.problem,
        "gap": moments.gap_of(gameday),
        "rounds": [
            {
                "scenario": one.scenario.slug,
                "opened_at": one.opened_at and one.opened_at.isoformat(),
                "skew": injections.injection_skew(one),
            }
            for one in gameday.rounds.select_related("scenario")
        ],
        "teams": [_team_status(team) for team in gameday.teams.prefetch_related("sandboxes")],
    }


def _team_status(team: Team) -> dict[str, Any]:
    box = next((row for row in team.sandboxes.all() if row.state != SandboxState.GONE), None)
    burning = team.incidents.filter(state__in=(*PENDING, *OPEN)).select_related("scenario")
    return {
        "name": team.name,
        "halted": team.halted_at is not None,
        "sandbox": {"state": box.state, "port": box.shop_port, "problem": box.problem, "progress": box.progress}
        if box
        else None,
        "incidents": [
            {
                "id": one.pk,
                "scenario": one.scenario.slug,
                "state": one.state,
                "injections": [
                    {
                        "fault": row.fault,
                        "kind": row.kind,
                        "target": row.target,
                        "state": row.state,
                        "deadline": row.deadline.isoformat(),
                        "problem": row.problem,
                    }
                    for row in one.injections.all()
                ],
            }
            for one in burning.prefetch_related("injections")
        ],
    }


def _lines(found: dict[str, Any]) -> list[str]:
    """The status as lines of text."""
    lines = [
        f"{found['name']} ({found['slug']}): {found['state']}{', halted' if found['halted'] else ''}, "
        f"{found['elapsed'] // 60} of {found['duration'] // 60} minutes, join code {found['join_code']}"
    ]
    lines += [f"  {found[about]}" for about in ("problem", "gap") if found[about]]
    for team in found["teams"]:
        box = team["sandbox"]
        lines.append(f"  {team['name']}: {box['state'] if box else 'no sandbox'}{', halted' if team['halted'] else ''}")
        lines += [f"    {box['problem']}"] if box and box["problem"] else []
        lines += [f"    {one['scenario']}: {one['state']}" for one in team["incidents"]]
    return lines
