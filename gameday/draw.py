"""The mixed-team draw of the design's section 8: a pure core, arrange(), and the verb that writes, draw().

What it keeps, in this order: locked people stay; sizes within one; a Dev and an Ops in every team; no team of newcomers
only; the weakest team as strong as possible; few pairs from one department. Each as far as the people allow.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from django.db import transaction

from gameday import activity, live
from gameday.models import GameDay, Player, Team
from gameday.models.player import DEV, ROLES
from gameday.states import Refused

OPEN_STATES = ("draft", "provisioning", "lobby")
RESTARTS = 4
PROPOSALS_A_PERSON = 250
MOST_PROPOSALS = 12_000  # a restart; keeps the draw of 400 people under a few seconds


@dataclass(frozen=True)
class Person:
    """Somebody to be drawn. `skill` is 1 to 5."""

    key: int
    name: str = ""
    role: str = DEV
    skill: int = 3
    department: str = ""
    newcomer: bool = False


Pair = tuple[list[Person], list[Person]]


@dataclass(frozen=True)
class Arrangement:
    """The result: one tuple of people a team, a sentence or more about each, and what could not be kept."""

    teams: tuple[tuple[Person, ...], ...]
    notes: tuple[tuple[str, ...], ...]
    compromises: tuple[str, ...] = ()


@dataclass
class Table:
    """The seating while it is being searched."""

    teams: list[list[Person]]
    locked: frozenset[int]
    sums: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sums = [skill_of(team) for team in self.teams]

    def cost(self) -> tuple[int, int, int, int]:
        """What the search makes small, first number first."""
        return (
            sum(map(missing_roles, self.teams)),
            sum(map(newcomers_alone, self.teams)),
            -min(self.sums),
            sum(map(pairs_of_one_department, self.teams)),
        )


def skill_of(team: Iterable[Person]) -> int:
    return sum(person.skill for person in team)


def missing_roles(team: Iterable[Person]) -> int:
    """0 for a mixed team, 2 for an empty one."""
    return 2 - len({person.role for person in team})


def newcomers_alone(team: Sequence[Person]) -> bool:
    """Whether there are only newcomers, so that nobody shows them round."""
    return bool(team) and all(person.newcomer for person in team)


def pairs_of_one_department(team: Iterable[Person]) -> int:
    return sum(count * (count - 1) // 2 for count in _departments(team).values())


def arrange(people: Sequence[Person], teams: int, seed: int, locked: Mapping[int, int] | None = None) -> Arrangement:
    """Draw `people` into `teams` teams. `locked` maps a person's key to the team they keep.

    The same people, number, seed and locks give the same teams, in whatever order the people come.
    """
    if teams < 1:
        raise ValueError("a draw needs at least one team")
    locked = locked or {}
    random = Random(seed)
    ordered = sorted(people, key=lambda person: person.key)
    tables = (_search(_deal(ordered, teams, locked, random), random) for _ in range(RESTARTS))
    best = min(tables, key=Table.cost)
    seated = [sorted(team, key=lambda person: (person.role, person.name, person.key)) for team in best.teams]
    return explain(seated, frozenset(locked))


# The search. ----------------------------------------------------------------------------------------------------------


def _deal(people: Sequence[Person], teams: int, locked: Mapping[int, int], random: Random) -> Table:
    """A first seating that already has the right sizes and as many mixed teams as there can be."""
    seated: list[list[Person]] = [[] for _ in range(teams)]
    for person in people:
        if person.key in locked:
            seated[locked[person.key]].append(person)
    free = [person for person in people if person.key not in locked]
    random.shuffle(free)
    waiting = {role: [person for person in free if person.role == role] for role, _ in ROLES}
    room = _room(seated, len(free), random)
    for index, role in _wants(seated, room, random):
        if room[index] and waiting[role]:
            seated[index].append(waiting[role].pop())
            room[index] -= 1
    rest = [person for role, _ in ROLES for person in waiting[role]]
    for index, places in enumerate(room):
        seated[index] += [rest.pop() for _ in range(places)]
    return Table(seated, frozenset(locked))


def _room(seated: list[list[Person]], free: int, random: Random) -> list[int]:
    """How many free people each team gets: always one more for the smallest, of those the one that lacks most."""
    room = [0] * len(seated)
    lot = random.sample(range(len(seated)), len(seated))
    for _ in range(free):
        index = min(
            range(len(seated)),
            key=lambda i: (len(seated[i]) + room[i], room[i] - missing_roles(seated[i]), lot[i]),
        )
        room[index] += 1
    return room


def _wants(seated: list[list[Person]], room: list[int], random: Random) -> list[tuple[int, str]]:
    """(team, role) for every role that a team lacks; teams with one place for two lacking roles take what is left."""
    wants = [
        (index, role)
        for index, team in enumerate(seated)
        for role, _ in ROLES
        if role not in {person.role for person in team}
    ]
    random.shuffle(wants)
    lacking = Counter(index for index, _ in wants)
    return sorted(wants, key=lambda want: lacking[want[0]] > room[want[0]])


def _search(table: Table, random: Random) -> Table:
    """Propose random swaps and moves; keep each that makes nothing worse. Sizes and locked people stay as they are."""
    free = [index for index, team in enumerate(table.teams) if any(person.key not in table.locked for person in team)]
    if len(table.teams) < 2 or not free:
        return table
    cost = table.cost()
    people = sum(map(len, table.teams))
    for _ in range(min(PROPOSALS_A_PERSON * people, MOST_PROPOSALS)):
        cost = _propose(table, cost, random.choice(free), random)
    return table


def _propose(table: Table, cost: tuple[int, int, int, int], here: int, random: Random) -> tuple[int, int, int, int]:
    """Try one exchange between team `here` and another; returns the cost that stands afterwards."""
    there = random.choice([index for index in range(len(table.teams)) if index != here])
    ours, theirs = table.teams[here], table.teams[there]
    movable = [person for person in ours if person.key not in table.locked]
    comes = random.choice([None, *(person for person in theirs if person.key not in table.locked)])
    if not movable or (comes is None and len(ours) != len(theirs) + 1):
        return cost
    goes = random.choice(movable)
    new_ours = [person for person in ours if person is not goes] + ([comes] if comes else [])
    new_theirs = [person for person in theirs if person is not comes] + [goes]
    table.teams[here], table.teams[there] = new_ours, new_theirs
    sums = table.sums[here], table.sums[there]
    table.sums[here], table.sums[there] = skill_of(new_ours), skill_of(new_theirs)
    before, after = (ours, theirs), (new_ours, new_theirs)
    new_cost = (
        cost[0] + _difference(missing_roles, before, after),
        cost[1] + _difference(newcomers_alone, before, after),
        -min(table.sums),
        cost[3] + _difference(pairs_of_one_department, before, after),
    )
    if new_cost <= cost:
        return new_cost
    table.teams[here], table.teams[there] = ours, theirs
    table.sums[here], table.sums[there] = sums
    return cost


def _difference(measure: Callable[[list[Person]], int], before: Pair, after: Pair) -> int:
    return sum(map(measure, after)) - sum(map(measure, before))


# What is said about it. -----------------------------------------------------------------------------------------------


def explain(teams: Sequence[Sequence[Person]], locked: frozenset[int] = frozenset()) -> Arrangement:
    """The same teams with a few words about each, and what could not be kept. Also for teams that nobody drew."""
    sums = [skill_of(team) for team in teams]
    return Arrangement(
        tuple(tuple(team) for team in teams),
        tuple(tuple(_notes(team, sums, locked)) for team in teams),
        tuple(_compromises(teams)),
    )


def _notes(team: Sequence[Person], sums: Sequence[int], locked: frozenset[int]) -> Iterable[str]:
    if not team:
        yield "Nobody yet."
        return
    roles = Counter(person.role for person in team)
    yield " and ".join(f"{roles[role]} {label}" for role, label in ROLES)
    yield f"skill {skill_of(team)} (the teams have {min(sums)} to {max(sums)})"
    together = [_department(team, name) for name, count in _departments(team).items() if count > 1]
    yield f"together from {', '.join(together)}" if together else "no two from one department"
    if newcomers := [person.name for person in team if person.newcomer]:
        others = len(team) - len(newcomers)
        yield f"{_list(newcomers)} new here, with {others} who know the place" if others else "only newcomers"
    if kept := [person.name for person in team if person.key in locked]:
        yield f"{_list(kept)} kept by the facilitator"


def _compromises(teams: Sequence[Sequence[Person]]) -> Iterable[str]:
    people = [person for team in teams for person in team]
    for role, label in ROLES:
        lacking = sum(1 for team in teams if role not in {person.role for person in team})
        there = sum(1 for person in people if person.role == role)
        if lacking and there < len(teams):
            yield (
                f"{lacking} of {len(teams)} teams have no {label}: there are only {there}. "
                f"Make fewer teams, or let somebody change seats. Until then the others there may act for both roles."
            )
        elif lacking:
            yield f"{lacking} of {len(teams)} teams have no {label}: too small, or locked people stand in the way."
    sizes = [len(team) for team in teams]
    if max(sizes, default=0) - min(sizes, default=0) > 1:
        yield f"The sizes differ by more than one ({min(sizes)} to {max(sizes)}): locked people hold the larger team."
    if alone := sum(map(newcomers_alone, teams)):
        yield f"{alone} of {len(teams)} teams have newcomers only: there are not enough others who may move."


def _departments(team: Iterable[Person]) -> Counter[str]:
    return Counter(person.department.strip().casefold() for person in team if person.department.strip())


def _department(team: Iterable[Person], name: str) -> str:
    return next(person.department.strip() for person in team if person.department.strip().casefold() == name)


def _list(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


# The verb. ------------------------------------------------------------------------------------------------------------


def propose(gameday: GameDay, seed: int | None = None) -> tuple[list[Team], Arrangement]:
    """What draw() would do now, without doing it. Raises Refused."""
    if gameday.state not in OPEN_STATES:
        raise Refused(
            f"The game day is {gameday.state}, so a draw would tear teams apart. Move single players instead."
        )
    teams, players = list(gameday.teams.all()), list(gameday.players.all())
    if not teams:
        raise Refused("There is no team to draw into. Add teams first.")
    if not players:
        raise Refused("There is nobody to draw. Import players, or wait until they have joined.")
    index = {team.pk: position for position, team in enumerate(teams)}
    locked = {player.pk: index[player.team_id] for player in players if player.locked and player.team_id}
    return teams, arrange([person_of(player) for player in players], len(teams), gameday.seed if seed is None else seed, locked)


def draw(
    gameday: GameDay, *, by: str, now: datetime, seed: int | None = None
) -> tuple[list[Team], Arrangement]:
    """Seat every player by the game day's seed; locked ones stay. Another `seed` is kept as the game day's own.

    Raises Refused; then nobody has moved.
    """
    with transaction.atomic():
        gameday = GameDay.objects.select_for_update().get(pk=gameday.pk)
        teams, arrangement = propose(gameday, seed)
        if seed is not None:
            GameDay.objects.filter(pk=gameday.pk).update(seed=seed)
        for team, people in zip(teams, arrangement.teams, strict=True):
            Player.objects.filter(pk__in=[person.key for person in people]).exclude(team=team).update(team=team)
            live.changed(live.team(team.pk), "state", "activity")
        activity.record(
            gameday=gameday, team=None, verb="drawn", now=now, public=True,
            text=f"{by} draws the teams: {sum(map(len, arrangement.teams))} people, {len(teams)} teams",
        )
    return teams, arrangement


def seating(gameday: GameDay) -> tuple[list[Team], Arrangement]:
    """The teams as they are now, explained like a draw. Players without a team are not in it."""
    teams = list(gameday.teams.prefetch_related("players"))
    locked = frozenset(player.pk for team in teams for player in team.players.all() if player.locked)
    return teams, explain([[person_of(player) for player in team.players.all()] for team in teams], locked)


def person_of(player: Player) -> Person:
    return Person(player.pk, player.name, player.role, player.skill, player.department, player.newcomer)
