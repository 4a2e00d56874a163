"""Proposes a day from a few wishes: how many teams, which scenarios when, breaks, a swap, a rush hour, a freeze. Pure: reads no rows.

All times are minutes. `at` counts from the start on the day's plan, in which breaks take their time (event/timeline).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import ceil

from django.utils.translation import gettext as _

SIZE = 4  # people a team
LARGEST_SIZE = 6  # a team of more is mentioned
MOST_TEAMS = 64
SHORTEST_DAY, LONGEST_DAY = 45, 10 * 60
FIRST = 5  # until the first round
LAST_LOOK = 5  # from the end of the last round to the end of the game
SITTING = 90  # nobody plays longer without a break
LONG_DAY = 300  # of game: a day with a lunch in it
LUNCH = 45
WITH_RUSH = 180  # of game: a day that gets a rush hour
LONGEST_RUSH = 30
SLACK = {1: 1.5, 2: 1.25, 3: 1.1}  # how much longer than the estimate a round gets, by how hard the day is
MIX = {1: {1: 2, 2: 1}, 2: {1: 1, 2: 3, 3: 2}, 3: {2: 1, 3: 3}}  # how often scenarios of each difficulty come


@dataclass(frozen=True)
class Wishes:
    """What a facilitator wants. `length`: from the welcome to the awards. No category: all of them."""

    people: int
    length: int
    level: int = 2
    categories: frozenset[str] = frozenset()
    seed: int = 1


@dataclass(frozen=True)
class Offer:
    """A scenario that can be chosen. `minutes`: how long a good team needs. `needs`: capabilities of a host."""

    slug: str
    title: str
    category: str
    difficulty: int
    minutes: int
    points: int
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Carriers:
    """What the hosts can do together; None where no host was asked yet."""

    places: int | None = None
    capabilities: frozenset[str] | None = None


@dataclass(frozen=True)
class PlannedRound:
    offer: Offer
    at: int
    swap: bool = False


@dataclass(frozen=True)
class PlannedBreak:
    at: int
    lasts: int


@dataclass(frozen=True)
class PlannedRush:
    """So many times the customers."""

    at: int
    lasts: int
    factor: int = 2


@dataclass(frozen=True)
class Proposal:
    """A whole day. `welcome` and `closing` lie around the game, `game` has the breaks in it."""

    teams: int
    people: int
    welcome: int
    game: int
    closing: int
    rounds: tuple[PlannedRound, ...] = ()
    breaks: tuple[PlannedBreak, ...] = ()
    freeze: int | None = None
    rush: PlannedRush | None = None
    notes: list[str] = field(default_factory=list)  # what could not be as it was wanted, a sentence each

    @property
    def length(self) -> int:
        return self.welcome + self.game + self.closing

    @property
    def points(self) -> int:
        return sum(one.offer.points for one in self.rounds)

    @property
    def points_by_category(self) -> list[tuple[str, int]]:
        """(category, points), the most first."""
        total: Counter[str] = Counter()
        for one in self.rounds:
            total[one.offer.category] += one.offer.points
        return total.most_common()


def propose_day(wishes: Wishes, offers: Sequence[Offer], carriers: Carriers) -> Proposal:
    """The day for these wishes; the same for the same seed."""
    around = 15 if wishes.length >= 120 else 10 if wishes.length >= 75 else 5
    game = wishes.length - 2 * around
    teams, notes = _teams(wishes.people, carriers.places)
    able, more = _able(wishes, offers, carriers)
    chosen = _choose(wishes, able, game)
    rounds, breaks, end = _lay_out(chosen, wishes.level, game)
    notes += more
    if not chosen:
        notes.append(_why_nothing(able, game))
    elif game - end > SITTING / 3:
        notes.append(_("There is no further scenario of your choice: the day ends earlier."))
        game = end + LAST_LOOK
    freeze = _freeze(game, rounds, breaks)
    return Proposal(
        teams,
        wishes.people,
        around,
        game,
        around,
        _with_swap(rounds, breaks),
        tuple(breaks),
        freeze,
        _rush(game, rounds, breaks, freeze),
        notes,
    )


# Teams ---------------------------------------------------------------------------------------------------------------


def _teams(people: int, places: int | None) -> tuple[int, list[str]]:
    """How many teams, and what is to be said about it."""
    wanted = min(max(round(people / SIZE), min(people // 2, 2), 1), MOST_TEAMS)
    if places is None:
        return wanted, [_("No host was asked yet what it can carry. The launch looks again.")]
    teams = min(wanted, places)
    if not teams:
        return 0, [_("The hosts can carry no team. Look at the page of the hosts first.")]
    notes = []
    if teams < wanted:
        told = _("{wanted} teams would be right for {people} people, and the hosts can carry {number}.")
        notes.append(told.format(wanted=wanted, people=people, number=teams))
    if people > teams * LARGEST_SIZE:
        notes.append(
            _("That makes {size} people a team, and some would only watch. Add a host, or invite fewer.").format(
                size=ceil(people / teams)
            )
        )
    return teams, notes


# Scenarios -----------------------------------------------------------------------------------------------------------


def _able(wishes: Wishes, offers: Iterable[Offer], carriers: Carriers) -> tuple[list[Offer], list[str]]:
    """What may be chosen, and what had to be left out."""
    wanted = [one for one in offers if not wishes.categories or one.category in wishes.categories]
    there = carriers.capabilities
    playable = [one for one in wanted if there is None or one.needs <= there]
    notes = []
    if lost := sorted(one.title for one in wanted if one not in playable):
        notes.append(_("No host can play {titles}.").format(titles=", ".join(lost)))
    right = [one for one in playable if one.difficulty in MIX[wishes.level]]
    if playable and not right:
        notes.append(_("Nothing in these categories is as hard as you wish: this is what there is."))
    return right or playable, notes


def _choose(wishes: Wishes, offers: Sequence[Offer], game: int) -> list[Offer]:
    """As many as fit, from the category that has had the fewest, the easy ones first in the day."""
    order = sorted(offers, key=lambda one: one.slug)
    random.Random(wishes.seed).shuffle(order)
    chosen: list[Offer] = []
    while fitting := [one for one in order if one not in chosen and _fits([*chosen, one], wishes.level, game)]:
        chosen.append(min(fitting, key=_opening if not chosen else partial(_next, chosen, wishes.level)))
    return chosen


def _opening(offer: Offer) -> int:
    """A day opens with the easiest that there is."""
    return offer.difficulty


def _next(chosen: Sequence[Offer], level: int, offer: Offer) -> tuple[int, float]:
    """What has come least, for how often it is to come."""
    as_hard = sum(one.difficulty == offer.difficulty for one in chosen) + 1
    return sum(one.category == offer.category for one in chosen), as_hard / MIX[level].get(offer.difficulty, 1)


def _fits(offers: Sequence[Offer], level: int, game: int) -> bool:
    return _lay_out(offers, level, game)[2] + LAST_LOOK <= game


def _why_nothing(offers: Sequence[Offer], game: int) -> str:
    if not offers:
        return _("There is no scenario to choose from: take more categories, or publish some.")
    return _("No scenario fits into {minutes} minutes of game. Give the day more time.").format(minutes=game)


# The time line -------------------------------------------------------------------------------------------------------


def _lay_out(offers: Sequence[Offer], level: int, game: int) -> tuple[list[PlannedRound], list[PlannedBreak], int]:
    """(rounds, breaks, when the last round is over). Difficulty rises, and a break comes before anybody sits too long."""
    rounds: list[PlannedRound] = []
    breaks: list[PlannedBreak] = []
    at, sat = FIRST, 0
    for offer in sorted(offers, key=_place_in_day):
        takes = ceil(offer.minutes * SLACK[level])
        if sat and sat + takes > SITTING:
            breaks.append(PlannedBreak(at, _break_length(at, game, breaks)))
            at, sat = at + breaks[-1].lasts, 0
        rounds.append(PlannedRound(offer, at))
        at, sat = at + takes, sat + takes
    return rounds, breaks, at


def _place_in_day(offer: Offer) -> tuple[int, int]:
    """Difficulty rises, and of the easy ones the shortest comes first, to warm up."""
    return offer.difficulty, offer.minutes if offer.difficulty == 1 else 0


def _break_length(at: int, game: int, before: Sequence[PlannedBreak]) -> int:
    """The first break that comes near the middle of a long day is its lunch."""
    eaten = any(one.lasts == LUNCH for one in before)
    if game >= LONG_DAY and not eaten and at >= game / 2 - SITTING / 2:
        return LUNCH
    return 15 if game >= 180 else 10


def _with_swap(rounds: Sequence[PlannedRound], breaks: Sequence[PlannedBreak]) -> tuple[PlannedRound, ...]:
    """Each role sits on the other seat for one round: the first after the longest break, else the middle one."""
    if len(rounds) < 3:
        return tuple(rounds)
    longest = max(breaks, key=lambda one: one.lasts, default=None)
    later = [number for number, one in enumerate(rounds) if longest and one.at > longest.at]
    swapped = later[0] if later else len(rounds) // 2
    return tuple(replace(one, swap=number == swapped) for number, one in enumerate(rounds))


def _freeze(game: int, rounds: Sequence[PlannedRound], breaks: Sequence[PlannedBreak]) -> int | None:
    """The last stretch is told at the end; of a day with one round there is nothing to hide."""
    if len(rounds) < 2:
        return None
    at = game - max(5, min(20, round(game * 0.15)))
    inside: Callable[[PlannedBreak], bool] = lambda one: one.at <= at < one.at + one.lasts  # noqa: E731
    return next((one.at + one.lasts for one in breaks if inside(one)), at)


def _rush(
    game: int, rounds: Sequence[PlannedRound], breaks: Sequence[PlannedBreak], freeze: int | None
) -> PlannedRush | None:
    """Twice the customers with a round in the last third of a long day, before the curtain falls; None where none fits."""
    stops = [one.at for one in rounds] + [one.at for one in breaks] + [freeze or game]
    for one in rounds if game >= WITH_RUSH else ():
        lasts = min(min((at for at in stops if at > one.at), default=one.at) - one.at, LONGEST_RUSH)
        if game * 2 / 3 <= one.at < (freeze or game) and lasts >= FIRST:
            return PlannedRush(one.at, lasts)
    return None
