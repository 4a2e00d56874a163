"""What stands on a souvenir, ready to be drawn: no rows, no queries, no codes."""

from dataclasses import dataclass
from datetime import timedelta

from scoring.afterwards.souvenirs.badges import BadgeKind


@dataclass(frozen=True)
class CrewMember:
    pk: int
    name: str
    seat: str
    badges: tuple[BadgeKind, ...] = ()
    learned: str = ""
    learned_from: str = ""
    bot: bool = False


@dataclass(frozen=True)
class Weather:
    """One incident over the ridge. `since` and `until` are parts of the day, from 0 to 1."""

    title: str
    real: str  # the outage of a real company behind it
    since: float
    until: float
    mended: bool
    took: timedelta | None  # game time until it was mended


@dataclass(frozen=True)
class Pennant:
    title: str
    reason: str


@dataclass(frozen=True)
class Standings:
    place: int
    of: int
    points: int
    revenue: int


@dataclass(frozen=True)
class PicturedDay:
    """A team and its day. `ridge`: its revenue, from the first minute to the last, 1 where it was best; empty without customers."""

    pk: int
    name: str
    emblem: str
    motto: str
    colour: str
    gameday: str
    company: str
    date: str
    crew: tuple[CrewMember, ...]
    weather: tuple[Weather, ...]
    ridge: tuple[float, ...]
    pennants: tuple[Pennant, ...]
    standings: Standings | None  # None while the scores are frozen

    @property
    def mended(self) -> tuple[Weather, ...]:
        return tuple(each for each in self.weather if each.mended)
