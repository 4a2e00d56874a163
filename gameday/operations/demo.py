"""The demo event: four teams of bots, with one seat free for the person who started it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice

from django.db import transaction

from gameday.models import GameDay, Player, Round, Team
from gameday.models.choices import OVER, Role
from scenarios import publishing

DEMO_SLUG = "demo"
FIRST_ROUND = timedelta(seconds=5)
ROUND_EVERY = timedelta(minutes=4)
ROUND_COUNT = 24


@dataclass(frozen=True)
class DemoTeam:
    """One team of the demo. `pace` multiplies the bots' thinking times. A seat without a name is left free."""

    team: str
    emblem: str
    colour: str
    motto: str
    dev: str
    ops: str
    pace: float


DEMO_TEAMS = (
    DemoTeam("Gilded Hooves", "🦄", "#7c3aed", "We read the manual. Then we ride it.", "Ada", "Edsger", 1.0),
    DemoTeam("The Sparkle Ops", "✨", "#0f766e", "Glitter is a monitoring colour.", "Grace", "Linus", 1.8),
    DemoTeam("Stable Genius", "🐴", "#b45309", "Ninety-nine point hay per cent.", "Barbara", "Dennis", 3.0),
    DemoTeam("Neigh Sayers", "🌈", "#be185d", "It worked in our paddock.", "Margaret", "", 4.5),
)


def prepare_demo(now: datetime) -> GameDay:
    """The demo's game day, created if there is none. It is not launched here.

    If the present one is over, it gets another address, where its board stays, and a new one is created.
    """
    found = GameDay.objects.filter(slug=DEMO_SLUG).first()
    if found and found.state not in OVER:
        _plan(found)
        return found
    with transaction.atomic():
        if found:
            aside = f"{DEMO_SLUG}-{found.pk}"
            GameDay.objects.filter(pk=found.pk).update(slug=aside, join_code=aside)
        gameday = GameDay.objects.create(
            name="The Demo Derby", slug=DEMO_SLUG, join_code="demo-hay", seed=42, duration=ROUND_EVERY * ROUND_COUNT
        )
        for position, cast in enumerate(DEMO_TEAMS):
            _seat(gameday, position, cast)
        _plan(gameday)
    return gameday


def _plan(gameday: GameDay) -> None:
    """Plan ROUND_COUNT rounds over the library's scenarios, the easy ones first. Does nothing if rounds are planned."""
    easy_first = sorted(publishing.latest_scenarios(), key=lambda scenario: (scenario.difficulty, scenario.slug))
    scenarios = [] if gameday.rounds.exists() else easy_first
    for position, scenario in enumerate(islice(cycle(scenarios), ROUND_COUNT)):
        Round.objects.create(
            gameday=gameday, scenario=scenario, position=position, starts_after=FIRST_ROUND + ROUND_EVERY * position
        )


def _seat(gameday: GameDay, position: int, cast: DemoTeam) -> None:
    team = Team.objects.create(
        gameday=gameday, name=cast.team, emblem=cast.emblem, colour=cast.colour, motto=cast.motto, position=position
    )
    for name, role in ((cast.dev, Role.DEV), (cast.ops, Role.OPS)):
        if name:
            Player.objects.create(gameday=gameday, team=team, name=name, role=role, bot=True)


def pace_of(team: Team) -> float:
    """The factor by which that team's bots multiply their thinking times: 1 for the quickest."""
    return next((cast.pace for cast in DEMO_TEAMS if cast.team == team.name), 1.0)
