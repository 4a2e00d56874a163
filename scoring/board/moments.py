"""The moments of a day that are worth the whole big screen: rules over rows, one a kind.

Pure. None is about a mistake, and none names a person. While the board is frozen only the clock's own are told. Sentences
are written in the active language.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.names import isolate
from scoring.afterwards.awards.findings import spell_span
from scoring.models import InsertKind

AHEAD = timedelta(seconds=4)  # so long before it comes a moment of the clock is known
LAST_MINUTE = timedelta(seconds=60)
SHORTEST_DAY_WITH_HALVES = timedelta(minutes=4)
WINDOW, SHARE_OF_DAY = timedelta(minutes=10), 6  # what a comeback looks back on: at most a sixth of the day
LEAST_CLIMB, TEAMS_A_PLACE = 2, 6  # places that a comeback takes: more where there are more teams
LEAST_MORE = 50  # points that it takes beyond what the others earn: where all are close, places change by themselves
LONG_FIRE = timedelta(minutes=8)  # shorter ones are nothing that somebody stood through
FIRES_BEFORE, KEYS_BEFORE = 2, 2  # that a record must beat
QUICK_KEYS = timedelta(seconds=15)
CLOSE, LEAST_LEAD = 0.02, 100  # of the leaders' points, and how many they must have
QUARTERS = 4  # of the day: one close race each, none in the first


@dataclass(frozen=True)
class Fire:
    """An incident that went live. `mended_at`: the customers felt it no more; `burned`: until then, in game time.

    `helped`: a fault of it was taken out by another hand than the team's before that.
    """

    incident: int
    team: int
    scenario: int
    title: str
    mended_at: datetime | None = None
    burned: timedelta = timedelta()
    helped: bool = False


@dataclass(frozen=True)
class KeyPair:
    """A pair of keys that let something go, turned `apart` from each other."""

    objective: int
    team: int
    title: str
    at: datetime
    apart: timedelta


@dataclass(frozen=True)
class RankedTeam:
    """A team's points, and how many of them it has earned in the last `comeback_window`; gifts and corrections are not earned."""

    team: int
    points: int
    earned: int = 0


@dataclass(frozen=True)
class DayFacts:
    """What the public may know at `now`. `frozen_at`: since when it is told nothing but the time."""

    now: datetime
    elapsed: timedelta
    duration: timedelta
    frozen_at: datetime | None = None
    names: Mapping[int, str] = field(default_factory=dict)  # of teams
    fires: Sequence[Fire] = ()
    keys: Sequence[KeyPair] = ()
    places: Sequence[RankedTeam] = ()


@dataclass(frozen=True)
class ScreenMoment:
    """Something to show. `key` is the same each time when it is found; `at` may lie AHEAD for what the clock brings."""

    kind: InsertKind
    key: str
    at: datetime
    text: str
    team: int | None = None


Rule = Callable[[DayFacts], Iterator[ScreenMoment]]


def moments_of(facts: DayFacts) -> list[ScreenMoment]:
    """All moments of the day up to now, latest first."""
    rules = CLOCK_RULES if facts.frozen_at else (*CLOCK_RULES, *NEWS_RULES)
    found = [moment for rule in rules for moment in rule(facts)]
    return sorted(found, key=lambda moment: moment.at, reverse=True)


def clock_moments(elapsed: timedelta, duration: timedelta) -> dict[InsertKind, timedelta]:
    """In how much game time each moment of the clock comes; less than nothing for one that is past."""
    coming = {}
    if duration >= SHORTEST_DAY_WITH_HALVES:
        coming[InsertKind.HALF_TIME] = duration / 2 - elapsed
    if duration > LAST_MINUTE:
        coming[InsertKind.LAST_MINUTE] = duration - LAST_MINUTE - elapsed
    return coming


def comeback_window(duration: timedelta) -> timedelta:
    """The game time that a comeback is measured over."""
    return min(WINDOW, duration / SHARE_OF_DAY)


# What the clock brings -----------------------------------------------------------------------------------------------


def clock(facts: DayFacts) -> Iterator[ScreenMoment]:
    texts = {
        InsertKind.HALF_TIME: _("One half is played, the other one begins."),
        InsertKind.LAST_MINUTE: _("Whatever you have in hand: bring it home."),
    }
    for kind, left in clock_moments(facts.elapsed, facts.duration).items():
        if left <= AHEAD:
            yield ScreenMoment(kind, kind.value, facts.now + left, texts[kind])


def curtain(facts: DayFacts) -> Iterator[ScreenMoment]:
    if facts.frozen_at:
        key = f"{InsertKind.CURTAIN}:{facts.frozen_at.isoformat()}"
        yield ScreenMoment(InsertKind.CURTAIN, key, facts.frozen_at, _("What happens from now on is told at the end."))


# What teams do -------------------------------------------------------------------------------------------------------


def first_to_mend(facts: DayFacts) -> Iterator[ScreenMoment]:
    """Of each scenario that more than one team has met."""
    by_scenario: dict[int, list[Fire]] = {}
    for fire in facts.fires:
        by_scenario.setdefault(fire.scenario, []).append(fire)
    for scenario, fires in by_scenario.items():
        mended = [(fire.mended_at, fire) for fire in fires if fire.mended_at and not fire.helped]
        if not mended or len({fire.team for fire in fires}) < 2:
            continue
        at, first = min(mended, key=lambda pair: (pair[0], pair[1].incident))
        text = _("“{scenario}” is put right, after {span}.")
        yield ScreenMoment(
            InsertKind.FIRST_TO_MEND,
            f"{InsertKind.FIRST_TO_MEND}:{scenario}",
            at,
            text.format(scenario=isolate(first.title), span=spell_span(first.burned)),
            first.team,
        )


def longest_fire(facts: DayFacts) -> Iterator[ScreenMoment]:
    """It is told when it is out: that they stood through it is the news."""
    mended = sorted(
        ((fire.mended_at, fire) for fire in facts.fires if fire.mended_at and not fire.helped),
        key=lambda pair: (pair[0], pair[1].incident),
    )
    for place, (at, fire) in enumerate(mended):
        before = [other.burned for _at, other in mended[:place]]
        if len(before) < FIRES_BEFORE or fire.burned < LONG_FIRE or fire.burned <= max(before):
            continue
        text = _("“{scenario}” burned for {span}. Nobody has put out a longer fire today.")
        yield ScreenMoment(
            InsertKind.LONGEST_FIRE,
            f"{InsertKind.LONGEST_FIRE}:{fire.incident}",
            at,
            text.format(scenario=isolate(fire.title), span=spell_span(fire.burned)),
            fire.team,
        )


def record_keys(facts: DayFacts) -> Iterator[ScreenMoment]:
    """Both keys closer together than every pair before."""
    turned = sorted(facts.keys, key=lambda keys: (keys.at, keys.objective))
    for place, keys in enumerate(turned):
        before = [other.apart for other in turned[:place]]
        if len(before) < KEYS_BEFORE or keys.apart > QUICK_KEYS or keys.apart >= min(before):
            continue
        text = _("“{scenario}”: {span} between Dev and Ops. No two were closer today.")
        if keys.apart < timedelta(seconds=1):
            text = _("“{scenario}”: Dev and Ops in the same second. No two were closer today.")
        yield ScreenMoment(
            InsertKind.RECORD_KEYS,
            f"{InsertKind.RECORD_KEYS}:{keys.objective}",
            keys.at,
            text.format(scenario=isolate(keys.title), span=spell_span(keys.apart)),
            keys.team,
        )


def comeback(facts: DayFacts) -> Iterator[ScreenMoment]:
    """A team that has climbed by what it earned. Each team's once a day."""
    if facts.elapsed < 2 * comeback_window(facts.duration):
        return
    least = max(LEAST_CLIMB, len(facts.places) // TEAMS_A_PLACE)
    usual = median([place.earned for place in facts.places] or [0])
    for place in facts.places:
        now = _rank(place.points, [other.points for other in facts.places])
        then = _rank(place.points - place.earned, [other.points - other.earned for other in facts.places])
        if then - now >= least and place.points > 0 and place.earned >= usual + LEAST_MORE:
            text = _("From place {then} up to place {now}.").format(then=then, now=now)
            key = f"{InsertKind.COMEBACK}:{place.team}"
            yield ScreenMoment(InsertKind.COMEBACK, key, facts.now, text, place.team)


def close_race(facts: DayFacts) -> Iterator[ScreenMoment]:
    quarter = int(facts.elapsed / facts.duration * QUARTERS) if facts.duration else 0
    best = sorted(facts.places, key=lambda place: -place.points)[:2]
    if not 1 <= quarter < QUARTERS or len(best) < 2:
        return
    first, second = best
    apart = first.points - second.points
    if first.points < LEAST_LEAD or apart > first.points * CLOSE:
        return
    names = {"first": isolate(facts.names[first.team]), "second": isolate(facts.names[second.team])}
    text = (
        ngettext(
            "{number} point between {first} and {second}.", "{number} points between {first} and {second}.", apart
        ).format(number=apart, **names)
        if apart
        else _("{first} and {second} have the same points.").format(**names)
    )
    yield ScreenMoment(InsertKind.CLOSE_RACE, f"{InsertKind.CLOSE_RACE}:{quarter}", facts.now, text)


def _rank(points: int, all_points: Sequence[int]) -> int:
    return 1 + sum(other > points for other in all_points)


CLOCK_RULES: tuple[Rule, ...] = (curtain, clock)
NEWS_RULES: tuple[Rule, ...] = (record_keys, first_to_mend, comeback, longest_fire, close_race)
