"""The draw of mixed teams: seats every player, and explains each team in words. The search stands in draw_search.py."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Player, Team
from gameday.models.choices import BEFORE_START, ActivityVerb, Role
from gameday.people.draw_search import Person, department_counts, newcomers_alone, seat_people, skill_of, unevenness
from scenarios.refusal import Refused


@dataclass(frozen=True)
class Arrangement:
    """The result of a draw: the people of each team, notes about each team, and what could not be achieved."""

    teams: tuple[tuple[Person, ...], ...]
    notes: tuple[tuple[str, ...], ...]
    compromises: tuple[str, ...]


def arrange_teams(
    people: Sequence[Person], teams: int, seed: int, locked: Mapping[int, int] | None = None
) -> Arrangement:
    """Draw `people` into `teams` teams and explain each.

    `locked` maps a person's key to the index of the team where they stay. Raises ValueError for no teams.
    """
    return explain_teams(seat_people(people, teams, seed, locked or {}), frozenset(locked or ()))


# The explanation -----------------------------------------------------------------------------------------------------


def explain_teams(teams: Sequence[Sequence[Person]], locked: frozenset[int] = frozenset()) -> Arrangement:
    """Explain teams that are drawn already: notes on each in the order of SeatingScore, and what could not be achieved."""
    return Arrangement(
        tuple(tuple(team) for team in teams),
        tuple(tuple(_notes(team, teams, locked)) for team in teams),
        tuple(_compromises(teams)),
    )


def _notes(team: Sequence[Person], teams: Sequence[Sequence[Person]], locked: frozenset[int]) -> Iterable[str]:
    if not team:
        yield _("Nobody yet.")
        return
    yield _mix(team, teams)
    if newcomers := [person.name for person in team if person.newcomer]:
        others = len(team) - len(newcomers)
        yield (
            _("{names} new here, with {others} who know the place").format(names=_list(newcomers), others=others)
            if others
            else _("only newcomers")
        )
    sums = [skill_of(team) for team in teams]
    yield _("skill {skill} (the teams have {least} to {most})").format(
        skill=skill_of(team), least=min(sums), most=max(sums)
    )
    together = [_department(team, name) for name, count in department_counts(team).items() if count > 1]
    yield _("together from {names}").format(names=", ".join(together)) if together else _("no two from one department")
    if kept := [person.name for person in team if person.key in locked]:
        yield _("{names} kept by the facilitator").format(names=_list(kept))


def _mix(team: Sequence[Person], teams: Sequence[Sequence[Person]]) -> str:
    devs, ops = _numbers([team], Role.DEV), _numbers([team], Role.OPS)
    all_devs, all_ops = _numbers(teams, Role.DEV), _numbers(teams, Role.OPS)
    return _(
        "{devs} Dev and {ops} Ops (the teams have {least_devs} to {most_devs} Dev, {least_ops} to {most_ops} Ops)"
    ).format(
        devs=devs[0],
        ops=ops[0],
        least_devs=min(all_devs),
        most_devs=max(all_devs),
        least_ops=min(all_ops),
        most_ops=max(all_ops),
    )


def _numbers(teams: Sequence[Sequence[Person]], role: str) -> list[int]:
    """How many people of a role each team has."""
    return [sum(person.role == role for person in team) for team in teams]


def _compromises(teams: Sequence[Sequence[Person]]) -> Iterable[str]:
    sizes = [len(team) for team in teams]
    if unevenness(sizes):
        yield _("The sizes differ by more than one ({least} to {most}): locked people hold the larger team.").format(
            least=min(sizes), most=max(sizes)
        )
    for role, label in Role.choices:
        numbers = _numbers(teams, role)
        lacking, there = numbers.count(0), sum(numbers)
        if lacking and there < len(teams):
            yield (
                _(
                    "{lacking} of {teams} teams have no {label}: there are only {there}. Make fewer teams, or "
                    "let somebody change seats. Until then the others there may act for both roles."
                ).format(lacking=lacking, teams=len(teams), label=label, there=there)
            )
        elif lacking:
            yield _("{lacking} of {teams} teams have no {label}: too small, or locked people stand in the way.").format(
                lacking=lacking, teams=len(teams), label=label
            )
    for role, label in Role.choices:
        numbers = _numbers(teams, role)
        if unevenness(numbers):
            yield _(
                "The teams have {least} to {most} {label}: locked people stand in the way of a more even mix."
            ).format(least=min(numbers), most=max(numbers), label=label)
    if alone := sum(map(newcomers_alone, teams)):
        yield _("{alone} of {teams} teams have newcomers only: there are not enough others who may move.").format(
            alone=alone, teams=len(teams)
        )


def _department(team: Iterable[Person], name: str) -> str:
    return next(person.department.strip() for person in team if person.from_department == name)


def _list(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


# Drawing for real ----------------------------------------------------------------------------------------------------


def propose_draw(gameday: GameDay, seed: int | None = None) -> tuple[list[Team], Arrangement]:
    """What draw_teams would do now, without writing it: the teams, and who would sit in each. Raises Refused."""
    if gameday.state not in BEFORE_START:
        raise Refused(
            _("The game day is {state}, so a draw would tear teams apart. Move single players instead.").format(
                state=gameday.state
            )
        )
    teams, players = list(gameday.teams.all()), list(gameday.players.all())
    if not teams:
        raise Refused(_("There is no team to draw into. Add teams first."))
    if not players:
        raise Refused(_("There is nobody to draw. Import players, or wait until they have joined."))
    index = {team.pk: position for position, team in enumerate(teams)}
    locked = {player.pk: index[player.team_id] for player in players if player.locked and player.team_id}
    people = [Person(one.pk, one.name, one.role, one.skill, one.department, one.newcomer) for one in players]
    return teams, arrange_teams(people, len(teams), gameday.seed if seed is None else seed, locked)


def draw_teams(gameday: GameDay, *, by: str, now: datetime, seed: int | None = None) -> tuple[list[Team], Arrangement]:
    """Draw by the game day's seed and move every player who is not locked. A given `seed` replaces the game day's.

    Returns the teams, and who sits in each. Raises Refused; then nobody has moved.
    """
    with transaction.atomic():
        gameday = GameDay.objects.select_for_update().get(pk=gameday.pk)
        teams, arrangement = propose_draw(gameday, seed)
        if seed is not None:
            GameDay.objects.filter(pk=gameday.pk).update(seed=seed)
        for team, people in zip(teams, arrangement.teams, strict=True):
            Player.objects.filter(pk__in=[person.key for person in people]).exclude(team=team).update(team=team)
        tell_teams(Change.MOVED, [team.pk for team in teams], gameday_id=gameday.pk)
        text = _lazy("{by} draws the teams: {people} people, {teams} teams")
        names: dict[str, Any] = {"by": by, "people": sum(map(len, arrangement.teams)), "teams": len(teams)}
        activity.record_activity(gameday, ActivityVerb.DRAWN, text, now=now, public=True, **names)
    return teams, arrangement
