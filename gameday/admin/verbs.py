"""Explains what each verb of a game day will do, for the page that asks for confirmation."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from gameday.event import launch_gate
from gameday.event.verbs import JOINING_VERBS, VERBS, Verb
from gameday.models import GameDay, Host, Incident, Injection, Sandbox
from gameday.models.choices import IN_FORCE, OPEN, SandboxState
from gameday.models.player import PRESENT
from gameday.sandboxes import placement
from scenarios import company


@dataclass(frozen=True)
class ExplainedVerb:
    """A verb with its explanation. `does` yields, line by line, what will happen."""

    verb: Verb
    does: Callable[[GameDay, datetime], Iterable[str]]
    done: str | Promise
    question: str | Promise = ""

    def title(self, gameday: GameDay) -> str:
        return str(self.question or f"{self.verb.label} {{}}?").format(gameday)


def offered_verbs(gameday: GameDay) -> list[Verb]:
    return [each.verb for each in EXPLAINED_VERBS.values() if each.verb.fits(gameday)]


def _launch(gameday: GameDay, now: datetime) -> Iterable[str]:
    teams = list(gameday.teams.annotate(size=Count("players", filter=PRESENT)).order_by("position", "id"))
    shop = company.load_company(gameday.company)
    yield (
        _(
            "{count} ({names}) get a {shop} of their own: {roles} containers each, together at most "
            "{teams:.1f} GiB of memory."
        ).format(
            count=_teams(len(teams)),
            names=", ".join(f"{team.name}: {team.size}" for team in teams),
            shop=shop.title,
            roles=len(shop.roles),
            teams=len(teams) * shop.most.memory_mb / 1024,
        )
    )
    yield from _where(gameday, now)
    if lonely := [team.name for team in teams if not team.size]:
        yield _("Nobody sits in {names} yet; that is fine, people can still join.").format(names=", ".join(lonely))
    yield (
        _(
            "Nothing breaks yet. When everything is ready the lobby opens, and only Start begins the "
            "clock and its {count}."
        ).format(count=_rounds(gameday.rounds.count()))
    )
    yield _("The number of teams is fixed from then on.")


def _where(gameday: GameDay, now: datetime) -> Iterable[str]:
    """On which hosts, and how many on each where there are several; and which take nothing, and why."""
    enabled = Host.objects.filter(enabled=True).order_by("name")
    places = placement.places_for(gameday, enabled, now, with_warm=False)
    shares = placement.spread(launch_gate.to_build(gameday), places)
    names = [f"{host} ({number})" if len(places) > 1 else str(host) for host, number in shares.items()]
    yield _("They are built on {names}.").format(names=", ".join(names) or _("the local engine"))
    if shares:
        yield from (reason for place in places for reason in place.lacking)


def _start(gameday: GameDay, now: datetime) -> Iterable[str]:
    rounds = list(gameday.rounds.select_related("scenario"))
    yield _("The clock starts and customers walk into every shop: points move from now on.")
    for line in rounds[:8]:
        yield _("{scenario}: at every team, {starts_after} after the start.").format(
            scenario=line.scenario.title, starts_after=line.starts_after
        )
    if len(rounds) > 8:
        yield _("… and {rounds} more.").format(rounds=len(rounds) - 8)


def _pause(gameday: GameDay, now: datetime) -> Iterable[str]:
    yield _("The clock, the points, new faults and every deadline stop together, until you resume.")


def _resume(gameday: GameDay, now: datetime) -> Iterable[str]:
    yield _("Everything goes on where it stopped; every deadline moves by the time of the pause.")


def _halt(gameday: GameDay, now: datetime) -> Iterable[str]:
    faults = Injection.objects.filter(incident__gameday=gameday, state__in=IN_FORCE)
    count = faults.count()
    yield ngettext(
        "{number} fault in force or on the way: healed now, in every sandbox.",
        "{number} faults in force or on the way: healed now, in every sandbox.",
        count,
    ).format(number=count)
    for fault in faults.select_related("incident__team")[:12]:
        yield _("{team}: {kind} on {target} ({state})").format(
            team=fault.incident.team, kind=fault.kind, target=fault.target, state=fault.state
        )
    burning = gameday.incidents.filter(state__in=OPEN).count()
    yield _("{count} to be closed, without costing anybody a point.").format(count=_incidents(burning))
    yield _(
        "No new fault goes in anywhere until you release the halt. The clock runs on; pause it too if it should not."
    )


def _release(gameday: GameDay, now: datetime) -> Iterable[str]:
    yield _("Faults may go in again, those that had to wait at once. What was healed stays healed.")


def _finish(gameday: GameDay, now: datetime) -> Iterable[str]:
    burning = Incident.objects.filter(gameday=gameday, state__in=OPEN).select_related("team", "scenario")
    yield _("The clock stops for good: nobody can win or lose another point, and it cannot be started again.")
    yield _("{count} to be closed; every fault is healed.").format(count=_incidents(len(burning)))
    for incident in burning[:12]:
        yield f"{incident.team}: {incident.scenario.title} ({incident.state})"
    yield _("The sandboxes stay until you archive the game day, so that people can look round.")


def _joining(gameday: GameDay, now: datetime) -> Iterable[str]:
    yield _("Who has a seat keeps it, and comes back from their browser or by their own link.")


def _archive(gameday: GameDay, now: datetime) -> Iterable[str]:
    rows = Sandbox.objects.filter(team__gameday=gameday).exclude(state=SandboxState.GONE).count()
    yield ngettext(
        "{number} sandbox of this game day to be removed, with everything in it.",
        "{number} sandboxes of this game day to be removed, with everything in it.",
        rows,
    ).format(number=rows)
    yield _("It leaves the front page, and it cannot be brought back.")
    yield _("The board, the ledger and everything that happened are kept.")


def _teams(number: int) -> str:
    return ngettext("{number} team", "{number} teams", number).format(number=number)


def _rounds(number: int) -> str:
    return ngettext("{number} round", "{number} rounds", number).format(number=number)


def _incidents(number: int) -> str:
    return ngettext("{number} open incident", "{number} open incidents", number).format(number=number)


EXPLAINED_VERBS = {
    each.verb.name: each
    for each in (
        ExplainedVerb(VERBS["launch"], _launch, _lazy("The sandboxes are being built.")),
        ExplainedVerb(VERBS["start"], _start, _lazy("The clock runs.")),
        ExplainedVerb(VERBS["pause"], _pause, _lazy("Everything stands still.")),
        ExplainedVerb(VERBS["resume"], _resume, _lazy("The clock runs again.")),
        ExplainedVerb(VERBS["release"], _release, _lazy("Faults may come again."), _lazy("Release the halt of {}?")),
        ExplainedVerb(VERBS["finish"], _finish, _lazy("The game day is over.")),
        ExplainedVerb(VERBS["archive"], _archive, _lazy("The sandboxes are being removed.")),
        *(ExplainedVerb(VERBS[name], _joining, VERBS[name].told) for name in JOINING_VERBS),
        ExplainedVerb(VERBS["halt"], _halt, _lazy("Every fault is being healed."), _lazy("Halt everything in {}?")),
    )
}
