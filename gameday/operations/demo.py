"""The demo event: four teams of bots, with one seat free for the person who started it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice

from django.db import transaction

from gameday.event import schedule
from gameday.models import GameDay, Player, Team
from gameday.models.choices import OVER, Role
from scenarios import publishing

DEMO_SLUG = "demo"
FIRST_ROUND = timedelta(seconds=5)
ROUND_EVERY = timedelta(minutes=4)
ROUND_COUNT = 24


@dataclass(frozen=True)
class DemoCast:
    """The bots of one team. `pace` multiplies their thinking times. A seat without a name is left free."""

    dev: str
    ops: str
    pace: float


CASTS = (
    DemoCast("Ada", "Edsger", 1.0),
    DemoCast("Grace", "Linus", 1.8),
    DemoCast("Barbara", "Dennis", 3.0),
    DemoCast("Margaret", "", 4.5),
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
        for team, cast in zip(schedule.add_teams(gameday, len(CASTS)), CASTS, strict=True):
            _seat(team, cast)
        _plan(gameday)
    return gameday


def _plan(gameday: GameDay) -> None:
    """Plan ROUND_COUNT rounds over the library's scenarios, the easy ones first. Does nothing if rounds are planned."""
    if not gameday.rounds.exists():
        easy_first = sorted(publishing.latest_scenarios(), key=lambda scenario: (scenario.difficulty, scenario.slug))
        planned = list(islice(cycle(easy_first), ROUND_COUNT))
        schedule.add_rounds(gameday, planned, first=FIRST_ROUND, every=ROUND_EVERY)


def _seat(team: Team, cast: DemoCast) -> None:
    for name, role in ((cast.dev, Role.DEV), (cast.ops, Role.OPS)):
        if name:
            Player.objects.create(gameday=team.gameday, team=team, name=name, role=role, bot=True)


def pace_of(team: Team) -> float:
    """The factor by which that team's bots multiply their thinking times: 1 for the quickest."""
    return CASTS[team.position].pace if team.position < len(CASTS) else 1.0
