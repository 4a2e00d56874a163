"""Seating: who sits in which team, a pure search. draw.py puts it into words and writes it.

What it keeps, in this order: locked people stay; sizes within one; a Dev and an Ops in every team; no team of newcomers
only; the weakest team as strong as possible; few pairs from one department. Each as far as the people allow.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from gameday.models.player import DEV, ROLES

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


def departments(team: Iterable[Person]) -> Counter[str]:
    """How many come from each, whatever its spelling."""
    return Counter(person.department.strip().casefold() for person in team if person.department.strip())


def pairs_of_one_department(team: Iterable[Person]) -> int:
    return sum(count * (count - 1) // 2 for count in departments(team).values())


def seat(people: Sequence[Person], teams: int, seed: int, locked: Mapping[int, int]) -> list[list[Person]]:
    """The people of each team. `locked` maps a person's key to the team they keep.

    The same people, number, seed and locks give the same teams, in whatever order the people come.
    """
    if teams < 1:
        raise ValueError("a draw needs at least one team")
    random = Random(seed)
    ordered = sorted(people, key=lambda person: person.key)
    tables = (_search(_deal(ordered, teams, locked, random), random) for _ in range(RESTARTS))
    best = min(tables, key=Table.cost)
    return [sorted(team, key=lambda person: (person.role, person.name, person.key)) for team in best.teams]


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
