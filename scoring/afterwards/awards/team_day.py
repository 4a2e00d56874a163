"""AwardCandidate: all that the rules of awards look at, a row a team, read in as many queries for one team as for forty."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Count, Q, Sum

from gameday.models import Activity, ChatLine, GameDay, Sandbox
from gameday.models.choices import ActivityVerb, IncidentState, Role
from scoring.afterwards.awards.polite_words import count_kind_words
from scoring.afterwards.figures.shapes import DayRecap, IncidentRecap, TeamRecap
from scoring.models import Attempt, Entry, Journey, JourneyOutcome, KeyTurn, Observation

SLICES = 10  # of the day, after each of which the places are looked at
LAST = timedelta(hours=1)  # of the day; half of it where it was shorter than two hours
PARTS = ("full", "met", "last_full", "last_met")  # what is counted of each journey
MEASURED = (JourneyOutcome.FULL, JourneyOutcome.SLOW, JourneyOutcome.FAILED)


@dataclass(frozen=True)
class Keys:
    """The two keys of a team over the day. `apart`: the least time between the two, and `title`: of which scenario."""

    releases: int = 0
    in_vain: int = 0  # keys that fell back before the other one was turned
    apart: timedelta | None = None
    title: str = ""


@dataclass(frozen=True)
class Happiness:
    """The share of journeys that went as they should, of those that could be measured; None: there were none."""

    whole_day: float | None = None
    last_stretch: float | None = None


@dataclass(frozen=True, kw_only=True)
class AwardCandidate:
    """`places`: after each tenth of the day. `asked_first`: when, for the team that bought the first hint of the day."""

    recap: TeamRecap
    places: tuple[int, ...] = ()
    keys: Keys = Keys()
    happiness: Happiness = Happiness()
    last_stretch: timedelta = LAST
    chat_lines: int = 0
    kind_words: int = 0
    disk_mb: int | None = None
    asked_first: timedelta | None = None
    right_at_once: int = 0  # questions whose first answer was right
    terminals: int = 0  # opened
    workshop_acts: int = 0
    calls: int = 0  # of the referee

    @property
    def players(self) -> int:
        return sum(self.recap.seats.values())

    @property
    def incidents(self) -> list[IncidentRecap]:
        """Those that count."""
        return [each for each in self.recap.incidents if not each.voided]

    @property
    def resolved(self) -> list[IncidentRecap]:
        return [each for each in self.incidents if each.incident.state == IncidentState.RESOLVED]


def team_days(day: DayRecap, now: datetime) -> list[AwardCandidate]:
    """The day of each team that had players, in the order of its places. Empty for a day without any."""
    gameday = day.gameday
    start = gameday.started_at or gameday.created_at
    end = gameday.finished_at or now
    last_stretch = min(LAST, (end - start) / 2)
    places, keys, disks = _places(gameday, start, end), _keys(gameday), _disks(gameday)
    happy, chat, first_tries = _happiness(gameday, end - last_stretch), _chat(gameday), _right_at_once(gameday)
    acts, first_hint = _acts(gameday), _first_hint(day)
    return [
        AwardCandidate(
            recap=recap,
            places=places.get(team, ()),
            keys=keys.get(team, Keys()),
            happiness=happy.get(team, Happiness()),
            last_stretch=last_stretch,
            chat_lines=chat[team][0],
            kind_words=chat[team][1],
            disk_mb=disks.get(team),
            asked_first=first_hint[1] - start if first_hint and first_hint[0] == team else None,
            right_at_once=first_tries[team],
            terminals=acts[team, ActivityVerb.TERMINAL],
            workshop_acts=acts[team, ActivityVerb.WORKSHOP],
            calls=acts[team, ActivityVerb.CHECK],
        )
        for recap in day.teams
        if sum(recap.seats.values())
        for team in [recap.team.pk]
    ]


def _places(gameday: GameDay, start: datetime, end: datetime) -> dict[int, tuple[int, ...]]:
    """Team id -> its place after each tenth of the day; of what the ledger said by then."""
    moments = [start + (end - start) * number / SLICES for number in range(1, SLICES + 1)]
    sums = {
        f"until_{number}": Sum("points", filter=Q(at__lte=moment), default=0) for number, moment in enumerate(moments)
    }
    rows = Entry.objects.filter(gameday=gameday).order_by().values_list("team").annotate(**sums)
    points: dict[int, list[int]] = {team: found for team, *found in rows}
    points = {team: points.get(team, [0] * SLICES) for team in gameday.team_ids()}
    return {
        team: tuple(1 + sum(other[slice] > mine[slice] for other in points.values()) for slice in range(SLICES))
        for team, mine in points.items()
    }


def _keys(gameday: GameDay) -> dict[int, Keys]:
    turns = (
        KeyTurn.objects.filter(objective__incident__gameday=gameday, objective__incident__practice=False)
        .exclude(objective__incident__state=IncidentState.VOIDED)
        .order_by("objective__incident__team_id", "objective_id", "at")
        .values_list(
            "objective__incident__team",
            "objective",
            "objective__met_at",
            "role",
            "at",
            "objective__incident__scenario__title",
        )
    )
    found: dict[int, Keys] = {}
    for (team, _objective), rows in groupby(turns, key=lambda turn: turn[:2]):
        found[team] = _with_objective(found.get(team, Keys()), [row[2:] for row in rows])
    return found


def _with_objective(known: Keys, turns: list[tuple[datetime | None, str, datetime, str]]) -> Keys:
    """What is known of a team's keys, with the turns of one more objective."""
    met_at, _role, _at, title = turns[0]
    last = {role: at for _met, role, at, _title in turns if met_at and at <= met_at}
    if not all(role in last for role in Role):
        return Keys(known.releases, known.in_vain + len(turns), known.apart, known.title)
    apart = abs(last[Role.DEV] - last[Role.OPS])
    closer = known.apart is None or apart < known.apart
    best = (apart, title) if closer else (known.apart, known.title)
    return Keys(known.releases + 1, known.in_vain + len(turns) - len(Role), *best)


def _happiness(gameday: GameDay, since: datetime) -> dict[int, Happiness]:
    counts = {name: Count("pk", filter=met) for name, met in _journeys_met(Q(at__gt=since)).items()}
    rows = Observation.objects.filter(gameday=gameday).order_by().values_list("team").annotate(**counts)
    found = {}
    for team, *numbers in rows:
        full, met, last_full, last_met = (sum(numbers[part :: len(PARTS)]) for part in range(len(PARTS)))
        found[team] = Happiness(full / met if met else None, last_full / last_met if last_met else None)
    return found


def _journeys_met(lately: Q) -> dict[str, Q]:
    """For each journey PARTS conditions: it went as it should, it was measured, and both in the last stretch."""
    conditions: dict[str, Q] = {}
    for journey in Journey:
        outcome = f"journeys__{journey.value}__outcome"
        full = Q(**{outcome: JourneyOutcome.FULL.value})
        met = Q(**{f"{outcome}__in": [each.value for each in MEASURED]})
        for part, condition in zip(PARTS, (full, met, full & lately, met & lately), strict=True):
            conditions[f"{part}_{journey.value}"] = condition
    return conditions


def _chat(gameday: GameDay) -> Mapping[int, tuple[int, int]]:
    """Team id -> how many lines its players wrote, and how many kind words stand in them."""
    lines: Counter[int] = Counter()
    kind: Counter[int] = Counter()
    said = ChatLine.objects.filter(team__gameday=gameday).exclude(role="").order_by()
    for team, text in said.values_list("team", "text").iterator():
        lines[team] += 1
        kind[team] += count_kind_words(text)
    return defaultdict(lambda: (0, 0), {team: (number, kind[team]) for team, number in lines.items()})


def _disks(gameday: GameDay) -> dict[int, int]:
    """Team id -> MB that its last sandbox had written to the disk; only of those that were measured."""
    rows = (
        Sandbox.objects.filter(team__gameday=gameday)
        .order_by("team_id", "requested_at", "pk")
        .values_list("team", "disk")
    )
    return {team: sum(disk["mb"].values()) for team, disk in rows if disk.get("mb")}


def _right_at_once(gameday: GameDay) -> Counter[int]:
    first = (
        Attempt.objects.filter(objective__incident__gameday=gameday, objective__incident__practice=False)
        .exclude(objective__incident__state=IncidentState.VOIDED)
        .order_by("objective_id", "at", "pk")
        .distinct("objective_id")
        .values_list("objective__incident__team", "correct")
    )
    return Counter(team for team, correct in first if correct)


def _acts(gameday: GameDay) -> Counter[tuple[int, str]]:
    """(team id, verb) -> how often, of what counts for a rule."""
    verbs = (ActivityVerb.TERMINAL, ActivityVerb.WORKSHOP, ActivityVerb.CHECK)
    rows = Activity.objects.filter(gameday=gameday, verb__in=verbs, team__isnull=False).order_by()
    counted = rows.values_list("team", "verb").annotate(number=Count("pk"))
    return Counter({(team, verb): number for team, verb, number in counted})


def _first_hint(day: DayRecap) -> tuple[int, datetime] | None:
    """The team that bought the first hint of the day, and when."""
    bought = [
        (hint.at, recap.team.pk)
        for recap in day.teams
        for each in recap.incidents
        if not each.voided
        for hint in each.hints
        if not hint.free
    ]
    if not bought:
        return None
    at, team = min(bought)
    return team, at
