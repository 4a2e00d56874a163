"""Seating: who sits in which team, a pure search. draw.py puts it into words and writes it.

Locked people stay; everything else is weighed by `Score`. How many of each role a team gets is settled first and exactly
(`role_counts`); who that is, is then searched among exchanges that keep this.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from operator import add, sub
from random import Random
from typing import NamedTuple

from gameday.models.choices import Role

FEWEST_ATTEMPTS = 1
MORE_ATTEMPTS_AMONG = 40  # people: the fewer, the more attempts; each may share the roles out in another way
CHAINS = (2, 2, 2, 3, 4, 1)  # how many people one exchange moves; two is a plain swap
PATIENCE_A_PERSON = 8  # exchanges in a row that better nothing; then the search for this aim ends
LEAST_PATIENCE = 300
MOST_A_PERSON = 40  # exchanges for one aim, so that the work grows with the people and not faster
LEAST_MOST = 4_000


@dataclass(frozen=True)
class Person:
    """Somebody to be drawn. `skill` is 1 to 5."""

    key: int
    name: str = ""
    role: str = Role.DEV
    skill: int = 3
    department: str = ""
    newcomer: bool = False

    @cached_property
    def from_department(self) -> str:
        """The department, whatever its spelling; "" if it is not known."""
        return self.department.strip().casefold()


class Score(NamedTuple):
    """What the draw makes small, the first number first: a later one counts only between equals in all before it.

    Uneven numbers are measured by `unevenness`, which is 0 where no two of them differ by more than one. Without locked
    people `sizes` and `mix` are always 0, also with an odd number of people or of a role: whoever is over is one more for
    some teams. Locked people may make that impossible; then the numbers are as near to it as these people allow.
    """

    sizes: int  # unevenness of the teams' sizes
    lacking: int  # roles that a team lacks, over all teams
    mix: int  # unevenness of the teams' numbers of Devs, plus that of their numbers of Ops
    newcomers: int  # teams of newcomers only
    weakest: int  # the skill sum of the weakest team, negated
    pairs: int  # pairs from one department in one team: the best that a list tells about who knows whom


class Aim(IntEnum):
    """What is searched for, one after the other, each without losing what was reached before."""

    COMPANY = 1  # no newcomers alone
    SKILL = 2
    DEPARTMENTS = 3


def score(teams: Sequence[Sequence[Person]]) -> Score:
    """How good a seating is. It knows nothing of locked people."""
    roles = [Counter(person.role for person in team) for team in teams]
    return Score(
        sizes=unevenness([len(team) for team in teams]),
        lacking=sum(map(missing_roles, teams)),
        mix=sum(unevenness([team[role] for team in roles]) for role in Role),
        newcomers=sum(map(newcomers_alone, teams)),
        weakest=-min(map(skill_of, teams)),
        pairs=sum(map(pairs_of_one_department, teams)),
    )


def unevenness(counts: Sequence[int]) -> int:
    """0 if no two differ by more than one. One moved from a count to another that is lower by n makes it n - 1 less."""
    return pairs(counts) - fewest_pairs(sum(counts), len(counts))


def pairs(counts: Iterable[int]) -> int:
    """How many pairs there are within groups of these sizes: least where the sizes are even."""
    return sum(count * (count - 1) // 2 for count in counts)


def fewest_pairs(people: int, teams: int) -> int:
    each, over = divmod(people, teams)
    return pairs([each + 1] * over + [each] * (teams - over))


def skill_of(team: Iterable[Person]) -> int:
    return sum(person.skill for person in team)


def missing_roles(team: Iterable[Person]) -> int:
    """0 for a mixed team, 2 for an empty one."""
    return 2 - len({person.role for person in team})


def newcomers_alone(team: Sequence[Person]) -> bool:
    """Whether there are only newcomers, so that nobody shows them round."""
    return bool(team) and all(person.newcomer for person in team)


def departments(team: Iterable[Person]) -> Counter[str]:
    """How many come from each."""
    return Counter(person.from_department for person in team if person.from_department)


def pairs_of_one_department(team: Iterable[Person]) -> int:
    return pairs(departments(team).values())


def seat(people: Sequence[Person], teams: int, seed: int, locked: Mapping[int, int]) -> list[list[Person]]:
    """The people of each team. `locked` maps a person's key to the team they keep.

    The same people, number, seed and locks give the same teams, in whatever order the people come.
    """
    if teams < 1:
        raise ValueError("a draw needs at least one team")
    random = Random(seed)
    ordered = sorted(people, key=lambda person: person.key)
    attempts: list[Table] = []
    most = FEWEST_ATTEMPTS + MORE_ATTEMPTS_AMONG // max(1, len(people))
    while len(attempts) < most and not (attempts and all(map(attempts[-1].cannot_be_better, Aim))):
        attempts.append(_attempt(ordered, teams, locked, random))
    best = min((table.teams for table in attempts), key=score)
    return [sorted(team, key=lambda person: (person.role, person.name, person.key)) for team in best]


def _attempt(people: Sequence[Person], teams: int, locked: Mapping[int, int], random: Random) -> "Table":
    table = Table(_deal(people, teams, locked, random), frozenset(locked))
    for aim in Aim:
        _search(table, aim, random)
    return table


# How many of each role. -----------------------------------------------------------------------------------------------


def role_counts(locked: Sequence[Counter[str]], free: Counter[str], random: Random) -> list[Counter[str]]:
    """How many of each role every team gets, locked people included: the best `sizes`, `lacking` and `mix` there is.

    Free people come one by one. Each goes where one more costs least, or takes the place of one of the other role who costs
    less elsewhere. That is exact: it is the method of successive shortest paths for a flow of least cost (Ahuja, Magnanti,
    Orlin: Network Flows, 9.7) from two roles through the teams, where a shortest path never needs more than two teams,
    and each of the three costs is convex. `random` decides between equals.
    """
    counts = [Counter(team) for team in locked]
    lot = random.sample(range(len(counts)), len(counts))
    coming = [role for role in Role for _ in range(free[role])]
    random.shuffle(coming)
    for role in coming:
        _count_in(counts, locked, lot, role)
    return counts


def _count_in(counts: list[Counter[str]], locked: Sequence[Counter[str]], lot: Sequence[int], role: str) -> None:
    other = Role(role).other

    def joining(team: int, who: str) -> tuple[int, int, int]:
        """What one more costs, in the order of Score."""
        number = counts[team][who]
        return counts[team].total(), -(number == 0), number

    def replacing(team: int) -> tuple[int, int, int]:
        """What it costs to take `role` in for one of the other."""
        ours, theirs = counts[team][role], counts[team][other]
        return 0, (theirs == 1) - (ours == 0), ours - (theirs - 1)

    def both(giver: int, taker: int) -> tuple[int, ...]:
        return tuple(a + b for a, b in zip(replacing(giver), joining(taker, other), strict=True))

    here = min(lot, key=lambda team: joining(team, role))
    givers = [team for team in lot if counts[team][other] > locked[team][other]]
    if givers:
        giver, taker = min(givers, key=replacing), min(lot, key=lambda team: joining(team, other))
        if giver != taker and both(giver, taker) < joining(here, role):
            counts[giver][other] -= 1
            counts[taker][other] += 1
            here = giver
    counts[here][role] += 1


def _deal(people: Sequence[Person], teams: int, locked: Mapping[int, int], random: Random) -> list[list[Person]]:
    """A first seating by the role counts, with somebody experienced in as many teams as these allow."""
    seated: list[list[Person]] = [[] for _ in range(teams)]
    for person in people:
        if person.key in locked:
            seated[locked[person.key]].append(person)
    free = [person for person in people if person.key not in locked]
    random.shuffle(free)
    there = [Counter(person.role for person in team) for team in seated]
    counts = role_counts(there, Counter(person.role for person in free), random)
    room = [count - kept for count, kept in zip(counts, there, strict=True)]
    waiting: dict[str, list[Person]] = {
        role: sorted((p for p in free if p.role == role), key=lambda p: not p.newcomer) for role in Role
    }
    for team in sorted(random.sample(range(teams), teams), key=lambda team: len(room[team])):  # least choice first
        experienced = [role for role in room[team] if waiting[role] and not waiting[role][-1].newcomer]
        if experienced and all(person.newcomer for person in seated[team]):
            seated[team].append(waiting[experienced[0]].pop())
            room[team][experienced[0]] -= 1
    for role, rest in waiting.items():
        random.shuffle(rest)
        for team, places in enumerate(room):
            seated[team] += [rest.pop() for _ in range(places[role])]
    return seated


# Who. -----------------------------------------------------------------------------------------------------------------


class Share(NamedTuple):
    """What one team adds to the score. Sizes and mix are pairs here: as good to compare, and they can be summed up."""

    sizes: int
    lacking: int
    mix: int
    newcomers: int
    skill: int
    pairs: int


def share_of(team: Sequence[Person]) -> Share:
    """In one pass, because the search asks for it more often than for anything else."""
    devs = skill = known = 0
    alone = bool(team)
    met: dict[str, int] = {}
    for person in team:
        devs += person.role == Role.DEV
        skill += person.skill
        alone = alone and person.newcomer
        if name := person.from_department:
            known += met.get(name, 0)
            met[name] = met.get(name, 0) + 1
    size, ops = len(team), len(team) - devs
    mix = (devs * (devs - 1) + ops * (ops - 1)) // 2
    return Share(size * (size - 1) // 2, (devs == 0) + (ops == 0), mix, alone, skill, known)


@dataclass
class Table:
    """The seating while it is searched, with what each team adds to its score."""

    teams: list[list[Person]]
    locked: frozenset[int]

    def __post_init__(self) -> None:
        self.shares = [share_of(team) for team in self.teams]
        self.skills = [share.skill for share in self.shares]
        self.totals = Share(*map(sum, zip(*self.shares, strict=True)))
        self.people = [person for team in self.teams for person in team]

    def seat(self, changed: Mapping[int, tuple[list[Person], Share]]) -> dict[int, tuple[list[Person], Share]]:
        """Seat these teams anew; returns how they were, to seat them like that again."""
        before = {index: (self.teams[index], self.shares[index]) for index in changed}
        for index, (team, share) in changed.items():
            self.totals = Share(*map(sub, map(add, self.totals, share), self.shares[index]))
            self.teams[index], self.shares[index], self.skills[index] = team, share, share.skill
        return before

    def cost(self, aim: Aim) -> tuple[int, ...]:
        """The score as far as `aim`. A weak team counts for each that is as weak: they are made stronger one by one."""
        first = self.totals[:4]
        if aim == Aim.COMPANY:
            return first
        weakest = min(self.skills)
        return (*first, -weakest, self.skills.count(weakest) if aim == Aim.SKILL else self.totals.pairs)

    def cannot_be_better(self, aim: Aim) -> bool:
        """Whether an aim is reached as far as mere numbers allow."""
        if aim == Aim.COMPANY:
            experienced = sum(not person.newcomer for person in self.people)
            return self.totals.newcomers <= max(0, sum(map(bool, self.teams)) - experienced)
        if aim == Aim.SKILL:
            return min(self.skills) == self.totals.skill // len(self.teams)
        fewest = sum(fewest_pairs(number, len(self.teams)) for number in departments(self.people).values())
        return self.totals.pairs == fewest


def _search(table: Table, aim: Aim, random: Random) -> None:
    """Propose exchanges and keep each that makes nothing worse, until too many in a row bettered nothing."""
    if len(table.teams) < 2 or table.cannot_be_better(aim):
        return
    patience = max(LEAST_PATIENCE, PATIENCE_A_PERSON * len(table.people))
    cost, fruitless = table.cost(aim), 0
    for _ in range(max(LEAST_MOST, MOST_A_PERSON * len(table.people))):
        fruitless += 1
        if fruitless > patience:
            return
        changed = _exchange(table, random)
        if not changed:
            continue
        before = table.seat({index: (team, share_of(team)) for index, team in changed.items()})
        after = table.cost(aim)
        if after > cost:
            table.seat(before)
        elif after < cost:
            cost, fruitless = after, 0
            if table.cannot_be_better(aim):
                return


def _exchange(table: Table, random: Random) -> dict[int, list[Person]]:
    """The teams that change when one free person goes to another team, one from there to a third, and so on.

    Mostly the last goes to where the first came from, and mostly all have one role: neither sizes nor mix change then.
    Without locked people there is nothing else to try: all teams are alike, and so are the ways to share the roles out.
    Nothing, if a team on the way has nobody who may go.
    """
    changed: dict[int, list[Person]] = {}
    teams, length = table.teams, random.choice(CHAINS)
    start = here = random.randrange(len(teams))
    closed = length > 1 and (not table.locked or random.random() < 0.8)
    one_role = not table.locked or random.random() < 0.6
    role = random.choice((Role.DEV, Role.OPS)) if one_role else None
    for step in range(1, length + 1):
        ours = changed.get(here, teams[here])
        movable = [person for person in ours if person.key not in table.locked and role in (None, person.role)]
        there = start if closed and step == length else (here + random.randrange(1, len(teams))) % len(teams)
        if not movable or there == here:
            return {}
        goes = random.choice(movable)
        changed[here] = [person for person in ours if person is not goes]
        changed[there] = [*changed.get(there, teams[there]), goes]
        here = there
    return changed
