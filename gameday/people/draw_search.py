"""The search behind the draw: which person goes to which team. Pure: it reads and writes no rows.

Locked people stay where they are; `SeatingScore` says which of two seatings is better. First `role_counts` finds exactly
how many people of each role every team gets. Then a local search exchanges people without making those numbers worse.
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
MORE_ATTEMPTS_AMONG = 40  # more people than this get one attempt; a smaller draw repeats with other role counts
CHAINS = (2, 2, 2, 3, 4, 1)  # how many people one exchange may move; two is a swap
FRUITLESS_A_PERSON = 8  # after so many exchanges in a row without an improvement the aim is given up
LEAST_FRUITLESS = 300
EXCHANGES_A_PERSON = 40  # exchanges tried for one aim, so that the work grows in proportion to the people
LEAST_EXCHANGES = 4_000


@dataclass(frozen=True)
class Person:
    """A person to be drawn. `key` identifies them; `skill` is 1 to 5."""

    key: int
    name: str = ""
    role: str = Role.DEV
    skill: int = 3
    department: str = ""
    newcomer: bool = False

    @cached_property
    def from_department(self) -> str:
        """The department without regard to case and outer spaces; "" if it is not known."""
        return self.department.strip().casefold()


class SeatingScore(NamedTuple):
    """How good a seating is: lower is better, compared from the first number to the last.

    `unevenness` is 0 where no two numbers differ by more than one. Without locked people `sizes` and `mix` are always 0:
    an odd number of people only makes some teams larger by one. Locked people may make 0 impossible; then the numbers
    are as low as these people allow.
    """

    sizes: int  # unevenness of the teams' sizes
    lacking: int  # roles that a team lacks, over all teams
    mix: int  # unevenness of the teams' numbers of Devs, plus that of their numbers of Ops
    newcomers: int  # teams of newcomers only
    weakest: int  # the skill sum of the weakest team, negated
    pairs: int  # pairs of team mates from one department: the best guess at who knows each other already


class SearchAim(IntEnum):
    """What the search improves, one after the other. A later aim never worsens an earlier one."""

    NEWCOMERS = 1  # no team of newcomers only
    SKILL = 2
    DEPARTMENTS = 3


def seating_score(teams: Sequence[Sequence[Person]]) -> SeatingScore:
    """Score a seating. Which people are locked makes no difference."""
    roles = [Counter(person.role for person in team) for team in teams]
    return SeatingScore(
        sizes=unevenness([len(team) for team in teams]),
        lacking=sum(map(missing_roles, teams)),
        mix=sum(unevenness([team[role] for team in roles]) for role in Role),
        newcomers=sum(map(newcomers_alone, teams)),
        weakest=-min(map(skill_of, teams)),
        pairs=sum(map(pairs_of_one_department, teams)),
    )


def unevenness(counts: Sequence[int]) -> int:
    """How far counts are from even: 0 if no two differ by more than one.

    Moving one person from a count to another that is lower by n reduces it by n - 1.
    """
    return count_pairs(counts) - fewest_pairs(sum(counts), len(counts))


def count_pairs(counts: Iterable[int]) -> int:
    """How many pairs of people there are within groups of these sizes. Even sizes give the fewest pairs."""
    return sum(count * (count - 1) // 2 for count in counts)


def fewest_pairs(people: int, teams: int) -> int:
    each, over = divmod(people, teams)
    return count_pairs([each + 1] * over + [each] * (teams - over))


def skill_of(team: Iterable[Person]) -> int:
    return sum(person.skill for person in team)


def missing_roles(team: Iterable[Person]) -> int:
    """How many of the two roles nobody in the team has: 0 for a mixed team, 2 for an empty one."""
    return 2 - len({person.role for person in team})


def newcomers_alone(team: Sequence[Person]) -> bool:
    """Whether a team has newcomers only."""
    return bool(team) and all(person.newcomer for person in team)


def department_counts(team: Iterable[Person]) -> Counter[str]:
    """How many of these people come from each department; an unknown department does not count."""
    return Counter(person.from_department for person in team if person.from_department)


def pairs_of_one_department(team: Iterable[Person]) -> int:
    return count_pairs(department_counts(team).values())


def seat_people(people: Sequence[Person], teams: int, seed: int, locked: Mapping[int, int]) -> list[list[Person]]:
    """Seat people in `teams` teams and return the people of each. `locked` maps a person's key to their team's index.

    The result depends on the people, the number, the seed and the locks, not on the people's order. Raises ValueError if
    `teams` is less than 1.
    """
    if teams < 1:
        raise ValueError("a draw needs at least one team")
    random = Random(seed)
    ordered = sorted(people, key=lambda person: person.key)
    attempts: list[SeatingTable] = []
    most = FEWEST_ATTEMPTS + MORE_ATTEMPTS_AMONG // max(1, len(people))
    while len(attempts) < most and not (attempts and all(map(attempts[-1].cannot_be_better, SearchAim))):
        attempts.append(_attempt(ordered, teams, locked, random))
    best = min((table.teams for table in attempts), key=seating_score)
    return [sorted(team, key=lambda person: (person.role, person.name, person.key)) for team in best]


def _attempt(people: Sequence[Person], teams: int, locked: Mapping[int, int], random: Random) -> "SeatingTable":
    table = SeatingTable(_deal(people, teams, locked, random), frozenset(locked))
    for aim in SearchAim:
        _search(table, aim, random)
    return table


# How many of each role every team gets -------------------------------------------------------------------------------


def role_counts(locked: Sequence[Counter[str]], free: Counter[str], random: Random) -> list[Counter[str]]:
    """How many people of each role every team gets, with the best possible `sizes`, `lacking` and `mix`.

    `locked` counts the roles that are fixed in each team, and the result includes them; `free` counts the others. Free
    people are added one by one: each joins the team where one more costs least, or replaces one of the other role who
    moves on to another team, if that costs less. The result is exact: this is the method of successive shortest paths for
    a flow of least cost (Ahuja, Magnanti, Orlin: Network Flows, 9.7), where a shortest path never needs more than two teams
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
        """What one more person of role `who` costs in a team, in the order of SeatingScore."""
        number = counts[team][who]
        return counts[team].total(), -(number == 0), number

    def replacing(team: int) -> tuple[int, int, int]:
        """What it costs a team to get one of `role` and give up one of the other role."""
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
    """The first seating: it follows the role counts, and puts an experienced person into as many teams as they allow."""
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
    lot = random.sample(range(teams), teams)
    for team in sorted(lot, key=lambda team: len(room[team])):  # those with the fewest roles to fill choose first
        experienced = [role for role in room[team] if not waiting[role][-1].newcomer]
        if experienced and all(person.newcomer for person in seated[team]):
            seated[team].append(waiting[experienced[0]].pop())
            room[team][experienced[0]] -= 1
    for role, rest in waiting.items():
        random.shuffle(rest)
        for team, places in enumerate(room):
            seated[team] += [rest.pop() for _ in range(places[role])]
    return seated


# Which person goes where ---------------------------------------------------------------------------------------------


class TeamShare(NamedTuple):
    """What one team adds to the score. Sizes and mix are counted in pairs, because pairs can be summed over the teams."""

    sizes: int
    lacking: int
    mix: int
    newcomers: int
    skill: int
    pairs: int


def share_of(team: Sequence[Person]) -> TeamShare:
    """A team's share of the score. One loop over the people, because the search calls this more than anything else."""
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
    return TeamShare(size * (size - 1) // 2, (devs == 0) + (ops == 0), mix, alone, skill, known)


@dataclass
class SeatingTable:
    """The seating while the search works on it, with each team's share of the score."""

    teams: list[list[Person]]
    locked: frozenset[int]

    def __post_init__(self) -> None:
        self.shares = [share_of(team) for team in self.teams]
        self.skills = [share.skill for share in self.shares]
        self.totals = TeamShare(*map(sum, zip(*self.shares, strict=True)))
        self.people = [person for team in self.teams for person in team]

    def seat(self, changed: Mapping[int, tuple[list[Person], TeamShare]]) -> dict[int, tuple[list[Person], TeamShare]]:
        """Replace these teams, and return what they were, so that the caller can undo it."""
        before = {index: (self.teams[index], self.shares[index]) for index in changed}
        for index, (team, share) in changed.items():
            self.totals = TeamShare(*map(sub, map(add, self.totals, share), self.shares[index]))
            self.teams[index], self.shares[index], self.skills[index] = team, share, share.skill
        return before

    def cost(self, aim: SearchAim) -> tuple[int, ...]:
        """The score up to `aim`. SKILL also counts the weakest teams, so that making one of several stronger is progress."""
        first = self.totals[:4]
        if aim == SearchAim.NEWCOMERS:
            return first
        weakest = min(self.skills)
        return (*first, -weakest, self.skills.count(weakest) if aim == SearchAim.SKILL else self.totals.pairs)

    def cannot_be_better(self, aim: SearchAim) -> bool:
        """Whether the numbers alone rule out any improvement for this aim, so that the search may stop."""
        if aim == SearchAim.NEWCOMERS:
            experienced = sum(not person.newcomer for person in self.people)
            return self.totals.newcomers <= max(0, sum(map(bool, self.teams)) - experienced)
        if aim == SearchAim.SKILL:
            return min(self.skills) == self.totals.skill // len(self.teams)
        fewest = sum(fewest_pairs(number, len(self.teams)) for number in department_counts(self.people).values())
        return self.totals.pairs == fewest


def _search(table: SeatingTable, aim: SearchAim, random: Random) -> None:
    """Try random exchanges and keep each that does not worsen the cost, until too many in a row brought no improvement."""
    if len(table.teams) < 2 or table.cannot_be_better(aim):
        return
    patience = max(LEAST_FRUITLESS, FRUITLESS_A_PERSON * len(table.people))
    cost, fruitless = table.cost(aim), 0
    for _ in range(max(LEAST_EXCHANGES, EXCHANGES_A_PERSON * len(table.people))):
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


def _exchange(table: SeatingTable, random: Random) -> dict[int, list[Person]]:
    """A random chain of moves: one free person goes to another team, one from there to a third, and so on.

    Returns the teams that would change, by index; nothing if a team in the chain has nobody who may move. Usually the chain
    closes (the last person goes to the first team) and moves one role only, so that sizes and mix stay the same. Without
    locked people every chain is of that kind, because other chains could only worsen the role counts.
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
