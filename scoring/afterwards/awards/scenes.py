"""The scenes of a ceremony, made from rows: a screen that begins anew shows the same. What a scene looks like, its template says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.utils.translation import gettext as _

from gameday.models import Activity, GameDay, Team
from gameday.models.choices import ActivityVerb
from gameday.models.player import BY_PRESENT
from gameday.names import isolate
from scoring.models import Award, Entry, Standing

ROWS = 10  # places that are shown at once: what the back of the room can read
PODIUM = 3  # places that are called one by one
GOOD_NEWS = (ActivityVerb.MITIGATED, ActivityVerb.RESOLVED, ActivityVerb.OBJECTIVE, ActivityVerb.BOTH_KEYS)
MOST_TOLD = 40  # of what a freeze hid, the latest


@dataclass(frozen=True)
class Scene:
    """One picture on the big screen. `label` tells the facilitator what it is."""

    template: ClassVar[str]
    tells_winner: bool = field(default=False, kw_only=True)

    @property
    def celebrates(self) -> bool:
        """Whether there is confetti."""
        return self.tells_winner

    @property
    def label(self) -> str:
        raise NotImplementedError


class Opening(Scene):
    template = "opening"

    @property
    def label(self) -> str:
        return _("Welcome")


@dataclass(frozen=True)
class HiddenNews:
    """Good news of a team from the stretch that a freeze hid, and what it had won since then."""

    at: datetime
    team: Team
    text: str
    won: int


@dataclass(frozen=True)
class HiddenStretch(Scene):
    """What happened behind the curtain, in the order of time."""

    template: ClassVar[str] = "hidden_stretch"
    gameday: GameDay
    since: datetime
    until: datetime

    @property
    def label(self) -> str:
        return _("Behind the curtain")

    @cached_property
    def news(self) -> list[HiddenNews]:
        """The latest good news, oldest first. Two queries."""
        told = (
            Activity.objects.filter(BY_PRESENT, gameday=self.gameday, public=True, team__isnull=False)
            .filter(verb__in=GOOD_NEWS, at__gt=self.since, at__lte=self.until)
            .select_related("team")
            .order_by("-at", "-id")[:MOST_TOLD]
        )
        return list(self._with_points(list(reversed(told))))

    def _with_points(self, told: Sequence[Activity]) -> Iterator[HiddenNews]:
        lines = Entry.objects.filter(gameday=self.gameday, at__gt=self.since, at__lte=self.until).order_by("-at")
        waiting, won = list(lines.values_list("at", "team", "points")), Counter[int]()
        for each in told:
            while waiting and waiting[-1][0] <= each.at:
                _at, team, points = waiting.pop()
                won[team] += points
            if each.team:
                yield HiddenNews(each.at, each.team, each.text, won[each.team.pk])


@dataclass(frozen=True)
class PlaceRow:
    """A place. `called`: the room knows by now whose it is; `rises`: it is called with this scene. `share`: of the longest bar."""

    place: int
    team: Team
    points: int
    share: float
    called: bool
    rises: bool


@dataclass(frozen=True)
class Places(Scene):
    """Some places, best first, from the last to the first of the day."""

    template: ClassVar[str] = "places"
    rows: tuple[PlaceRow, ...]

    @property
    def single(self) -> Team | None:
        """The team that is called alone."""
        called = [row.team for row in self.rows if row.rises]
        return called[0] if len(called) == 1 else None

    @property
    def label(self) -> str:
        called = [row.place for row in self.rows if row.rises]
        if len(called) == 1:
            return _("Place {place}").format(place=called[0])
        return _("Places {last} to {first}").format(last=max(called), first=min(called))


@dataclass(frozen=True)
class AwardScene(Scene):
    template: ClassVar[str] = "award"
    award: Award
    number: int
    total: int

    @property
    def celebrates(self) -> bool:
        return True

    @property
    def label(self) -> str:
        return f"{self.award.heading}: {isolate(self.award.team.name)}"


@dataclass(frozen=True)
class Closing(Scene):
    template: ClassVar[str] = "closing"
    awards: tuple[Award, ...]

    @property
    def label(self) -> str:
        return _("All awards")


def scenes_of(gameday: GameDay) -> list[Scene]:
    """All scenes in their order: the welcome, what a freeze hid, the places, the awards, the end. Two queries."""
    awards = tuple(gameday.awards.filter(removed_at=None).select_related("team"))
    scenes: list[Scene] = [Opening()]
    if gameday.frozen_at and gameday.finished_at and _hidden_to_the_end(gameday, gameday.finished_at):
        scenes.append(HiddenStretch(gameday, gameday.frozen_at, gameday.finished_at))
    scenes += place_scenes(list(Standing.objects.filter(gameday=gameday).select_related("team")))
    scenes += [AwardScene(award, number, len(awards)) for number, award in enumerate(awards, start=1)]
    return [*scenes, Closing(awards)]


def place_scenes(standings: Sequence[Standing]) -> list[Scene]:
    """The places from the last to the first, ROWS at once, and the best PODIUM one by one. `standings`: best first."""
    scenes = [
        _places(standings, start, min(start + ROWS, len(standings)), start)
        for start in reversed(range(ROWS, len(standings), ROWS))
    ]
    top = min(ROWS, len(standings))
    steps = [*([PODIUM] if top > PODIUM else []), *reversed(range(min(PODIUM, top)))]
    return [*scenes, *(_places(standings, 0, top, step) for step in steps)]


def _places(standings: Sequence[Standing], start: int, end: int, called_from: int) -> Scene:
    """The places `start` to `end` (indices), of which those from `called_from` on are known. What is new rises."""
    one_by_one = start == 0 and called_from < PODIUM
    new = range(called_from, called_from + 1 if one_by_one else end)
    lowest = min([0, *(row.points for row in standings)])
    longest = max(row.points for row in standings) - lowest
    rows = tuple(
        PlaceRow(
            place=row.rank,
            team=row.team,
            points=row.points,
            share=(row.points - lowest) / longest if longest else 0.0,
            called=index >= called_from,
            rises=index in new,
        )
        for index, row in enumerate(standings[start:end], start=start)
    )
    return Places(rows, tells_winner=start == called_from == 0)


def _hidden_to_the_end(gameday: GameDay, finished_at: datetime) -> bool:
    return gameday.revealed_at is None or gameday.revealed_at >= finished_at
