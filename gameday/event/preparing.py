"""Makes a game day of a proposal: what there is to choose from, what the hosts can carry, and the rows in the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gameday.event import schedule
from gameday.event.proposal import Carriers, Offer, Proposal
from gameday.event.timeline import game_time
from gameday.models import GameDay, Round, ScheduleMark
from gameday.models.choices import PlanKind
from gameday.sandboxes import hosts, placement
from gameday.sandboxes.placement import HostPlace
from scenarios import publishing
from scenarios.document import parse
from scenarios.models import Scenario

COMPANY = "unicorn_rentals"


@dataclass(frozen=True)
class Library:
    """What can be played: the newest version of each scenario, by slug."""

    scenarios: dict[str, Scenario]

    @property
    def offers(self) -> list[Offer]:
        return [_offer(row) for row in self.scenarios.values()]


def read_library() -> Library:
    """The newest version of every scenario. One query."""
    return Library({row.slug: row for row in publishing.latest_scenarios()})


def _offer(row: Scenario) -> Offer:
    document = parse.document_of(row)
    return Offer(
        row.slug,
        document.title,
        document.category,
        document.difficulty,
        max(round(document.estimate / 60), 1),
        sum(goal.points for goal in document.objectives),
        frozenset(publishing.required_capabilities(document)),
    )


def carriers() -> Carriers:
    """What all hosts that are switched on can do together, with nothing else on them. One query."""
    asked = [host for host in hosts.taking_hosts() if host.capabilities]
    if not asked:
        return Carriers()
    memory = placement.memory_of_a_sandbox(COMPANY)
    return Carriers(
        sum(HostPlace(host, carried=0, each_mb=memory).slots for host in asked),
        frozenset(name for host in asked for name in host.capabilities),
    )


@transaction.atomic
def make_day(proposal: Proposal, library: Library, *, name: str, by: Any, **columns: Any) -> GameDay:
    """A draft with the teams, rounds, breaks, rush hour and freeze of the proposal. `by`: the user; `columns`: of the game day."""
    gameday = GameDay(name=name, created_by=by, schedule_saved_by=by.get_username(), **columns)
    breaks = [(one.at, one.lasts) for one in proposal.breaks]
    gameday.duration = _game(proposal.game, breaks)
    gameday.save()
    schedule.add_teams(gameday, proposal.teams)
    Round.objects.bulk_create(
        Round(
            gameday=gameday,
            scenario=library.scenarios[one.offer.slug],
            position=position,
            starts_after=_game(one.at, breaks),
            swap=one.swap,
        )
        for position, one in enumerate(proposal.rounds)
    )
    ScheduleMark.objects.bulk_create(_marks(gameday, proposal, breaks))
    return gameday


def _marks(gameday: GameDay, proposal: Proposal, breaks: list[tuple[int, int]]) -> Iterable[ScheduleMark]:
    for at, lasts in breaks:
        yield ScheduleMark(
            gameday=gameday, kind=PlanKind.BREAK, starts_after=_game(at, breaks), lasts=timedelta(minutes=lasts)
        )
    if rush := proposal.rush:
        begins, ends = (_game(at, breaks) for at in (rush.at, rush.at + rush.lasts))
        yield ScheduleMark(
            gameday=gameday, kind=PlanKind.RUSH, starts_after=begins, lasts=ends - begins, factor=rush.factor
        )
    if proposal.freeze is not None:
        yield ScheduleMark(gameday=gameday, kind=PlanKind.FREEZE, starts_after=_game(proposal.freeze, breaks))


def _game(at: int, breaks: list[tuple[int, int]]) -> timedelta:
    """Minutes of the plan's time as game time."""
    return timedelta(minutes=game_time(at, breaks))


def starts_at(proposal: Proposal, arrival: datetime | None) -> datetime | None:
    """When the clock starts, if people arrive then: after the welcome."""
    return arrival + timedelta(minutes=proposal.welcome) if arrival else None
