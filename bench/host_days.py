"""A day for benchmarks on several hosts: its teams, its rounds with a dead cache, and what of it is left at its end."""

import time
from datetime import timedelta

from django.utils import timezone

from bench.outbreak import TEXT
from bench.report import Row
from gameday.event import schedule
from gameday.models import GameDay, Injection, Player, Round
from scenarios.document import parse
from scenarios.models import Scenario
from scoring.ledger import ledger, standings
from scoring.models import Standing, Tick

SLOTS = 32  # of a host


def plan_day(teams: int, every: timedelta, rounds: int) -> GameDay:
    """A day with a player a team, and so many rounds, one `every` so often."""
    gameday = GameDay.objects.create(name="Bench", slug="bench-hosts", join_code="bench-3")
    schedule.add_teams(gameday, teams)
    for team in gameday.teams.all():
        Player.objects.create(
            gameday=gameday, team=team, role="dev", name=f"Ada of {team.pk}", joined_at=timezone.now()
        )
    plan_rounds(gameday, every, rounds)
    return gameday


def plan_rounds(gameday: GameDay, every: timedelta, rounds: int) -> None:
    for position in range(rounds):
        Round.objects.create(
            gameday=gameday, scenario=_scenario(), position=position, starts_after=every * (position + 1)
        )


def _scenario() -> Scenario:
    """A dead cache: a fault that a simulated sandbox has as well. Published once."""
    slug = "bench-container-kill"
    parsed = parse.parse_document(TEXT.format(slug=slug, kind="container.kill", target="cache", arguments={}), slug)
    found, _ = Scenario.objects.get_or_create(
        slug=slug,
        version=1,
        defaults={
            "digest": slug,
            "title": parsed.title,
            "category": parsed.category,
            "difficulty": 1,
            "document": parsed.model_dump(mode="json", by_alias=True),
            "published_at": timezone.now(),
        },
    )
    return found


def live_incidents(gameday: GameDay) -> int:
    time.sleep(0.2)
    return gameday.incidents.filter(state="live").count()


def faults_left(gameday: GameDay) -> int:
    time.sleep(0.2)
    return Injection.objects.filter(incident__gameday=gameday).exclude(state="healed").count()


def ticks_settled() -> bool:
    time.sleep(0.2)
    return not Tick.objects.filter(settled_at=None).exists()


def wrong_lines(gameday: GameDay) -> Row:
    """What `ledger verify` finds, and where standings change when they are rebuilt."""
    before = dict(Standing.objects.filter(gameday=gameday).values_list("team", "points"))
    wrong = len(standings.verify_standings(gameday))
    ledger.rebuild_standings_of(gameday, timezone.now())
    after = dict(Standing.objects.filter(gameday=gameday).values_list("team", "points"))
    wrong += sum(before.get(team) != points for team, points in after.items())
    return Row("lines and standings that a rebuild would change", wrong, "", 0)
