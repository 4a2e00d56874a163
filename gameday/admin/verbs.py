"""The verbs of a game day as the admin offers them: when, how dangerous, and what exactly each will do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from gameday import runs
from gameday.models import GameDay, Host, Incident, Injection, Sandbox
from gameday.models.incident import OPEN
from scenarios import company

ALIVE = ("provisioning", "lobby", "running", "paused")
PLANNING = ("draft", "provisioning", "lobby")  # the teams may still be drawn
IN_FORCE = ("planned", "applied", "verified", "healing", "failed")


@dataclass(frozen=True)
class Verb:
    """`does` says, line by line, what will happen if one goes on. Dangerous verbs always show it first."""

    name: str
    label: str
    states: tuple[str, ...]
    does: Callable[[GameDay, datetime], Iterable[str]]
    done: str
    act: Callable[..., Any]
    danger: bool = False
    halted: bool | None = None  # only while halted, only while not halted, or either
    question: str = ""

    def title(self, gameday: GameDay) -> str:
        return (self.question or f"{self.label} {{}}?").format(gameday)

    def fits(self, gameday: GameDay) -> bool:
        """Whether it makes sense now."""
        return gameday.state in self.states and self.halted in (None, gameday.halted_at is not None)


def offered(gameday: GameDay) -> list[Verb]:
    return [verb for verb in VERBS.values() if verb.fits(gameday)]


def _launch(gameday: GameDay, now: datetime) -> Iterable[str]:
    teams = list(gameday.teams.annotate(size=Count("players")))
    shop = company.load(gameday.company)
    yield (
        f"{_count(len(teams), 'team')} ({', '.join(f'{team.name}: {team.size}' for team in teams)}) get a "
        f"{shop.title} of their own: {len(shop.roles)} containers each, together at most "
        f"{len(teams) * shop.memory_mb / 1024:.1f} GiB of memory."
    )
    hosts = Host.objects.filter(enabled=True)
    yield f"They are built on {', '.join(host.name for host in hosts) or 'the local engine'}."
    if lonely := [team.name for team in teams if not team.size]:
        yield f"Nobody sits in {', '.join(lonely)} yet; that is fine, people can still join."
    yield (
        "Nothing breaks yet. When everything is ready the lobby opens, and only Start begins the clock "
        f"and its {_count(gameday.rounds.count(), 'round')}."
    )
    yield "The number of teams is fixed from then on."


def _start(gameday: GameDay, now: datetime) -> Iterable[str]:
    rounds = list(gameday.rounds.select_related("scenario"))
    yield "The clock starts and customers walk into every shop: points move from now on."
    for line in rounds[:8]:
        yield f"{line.scenario.title}: at every team, {line.starts_after} after the start."
    if len(rounds) > 8:
        yield f"… and {len(rounds) - 8} more."


def _pause(gameday: GameDay, now: datetime) -> Iterable[str]:
    yield "The clock, the points, new faults and every deadline stop together, until you resume."


def _resume(gameday: GameDay, now: datetime) -> Iterable[str]:
    yield "Everything goes on where it stopped; every deadline moves by the time of the pause."


def _halt(gameday: GameDay, now: datetime) -> Iterable[str]:
    faults = Injection.objects.filter(incident__gameday=gameday, state__in=IN_FORCE)
    count = faults.count()
    yield f"{_count(count, 'fault')} in force or on the way: healed now, in every sandbox."
    for fault in faults.select_related("incident__team")[:12]:
        yield f"{fault.incident.team}: {fault.kind} on {fault.target} ({fault.state})"
    burning = gameday.incidents.filter(state__in=OPEN).count()
    yield f"{_count(burning, 'open incident')} to be closed, without costing anybody a point."
    yield "No new fault goes in anywhere until you release the halt. The clock runs on; pause it too if it should not."


def _release(gameday: GameDay, now: datetime) -> Iterable[str]:
    yield "Faults may go in again, those that had to wait at once. What was healed stays healed."


def _finish(gameday: GameDay, now: datetime) -> Iterable[str]:
    burning = Incident.objects.filter(gameday=gameday, state__in=OPEN).select_related("team", "scenario")
    yield "The clock stops for good: nobody can win or lose another point, and it cannot be started again."
    yield f"{_count(len(burning), 'open incident')} to be closed; every fault is healed."
    for incident in burning[:12]:
        yield f"{incident.team}: {incident.scenario.title} ({incident.state})"
    yield "The sandboxes stay until you archive the game day, so that people can look round."


def _archive(gameday: GameDay, now: datetime) -> Iterable[str]:
    rows = Sandbox.objects.filter(team__gameday=gameday).exclude(state="gone").count()
    yield f"{_count(rows, 'sandbox', 'sandboxes')} of this game day to be removed, with everything in it."
    yield "It leaves the front page, and it cannot be brought back."
    yield "The board, the ledger and everything that happened are kept."


def _count(number: int, noun: str, nouns: str = "") -> str:
    return f"{number or 'No'} {noun if number == 1 else nouns or noun + 's'}"


VERBS = {
    verb.name: verb
    for verb in (
        Verb("launch", "Launch", ("draft",), _launch, "The sandboxes are being built.", runs.launch,
             danger=True),
        Verb("start", "Start", ("lobby",), _start, "The clock runs.", runs.start),
        Verb("pause", "Pause", ("running",), _pause, "Everything stands still.", runs.pause),
        Verb("resume", "Resume", ("paused",), _resume, "The clock runs again.", runs.resume),
        Verb("release", "Release the halt", ALIVE, _release, "Faults may come again.", runs.release, halted=True,
             question="Release the halt of {}?"),
        Verb("finish", "Finish", ("running", "paused"), _finish, "The game day is over.", runs.finish,
             danger=True),
        Verb("archive", "Archive", ("finished",), _archive, "The sandboxes are being removed.", runs.archive,
             danger=True),
        Verb("halt", "Halt everything", ALIVE, _halt, "Every fault is being healed.", runs.halt, danger=True,
             halted=False, question="Halt everything in {}?"),
    )
}
