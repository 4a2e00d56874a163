"""Pre-flight: before the launch each host plays each chosen scenario once, on a spare sandbox that is then taken away.

One row a host; its lines are played one after the other by the host's own worker. Every verb may be called twice, and a
worker may die anywhere: the clock sends the row again, and lines that have a verdict keep it.
"""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from gameday import states
from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Host, Preflight, PreflightLine
from gameday.models.choices import ALOFT, Actor, GameDayState, PreflightState, PreflightVerdict, SandboxState
from gameday.sandboxes import addresses, hosts, placement
from scenarios import publishing
from scenarios.choices import RunStep
from scenarios.document import parse
from scenarios.models import Scenario
from scenarios.proof import single_run
from scenarios.proof.sandbox_pool import PooledSandbox
from scenarios.publishing import ScenarioSource
from scenarios.refusal import Refused
from scenarios.sandbox import TROUBLE

PATIENCE = timedelta(minutes=3)  # so long a row waits for a worker


class Broken(Exception):
    """The pre-flight was cancelled, or its game day deleted. The line that is being played gets no verdict."""


# Asking for one ------------------------------------------------------------------------------------------------------


def start_preflight(gameday: GameDay, *, by: str, now: datetime) -> list[Preflight]:
    """A pre-flight for every host that is switched on. Raises Refused; then nothing was begun."""
    if gameday.state != GameDayState.DRAFT:
        raise Refused(_("A pre-flight comes before the launch: this game day is {state}.").format(state=gameday.state))
    scenarios = placement.scenarios_of(gameday)
    if not scenarios:
        raise Refused(_("No scenario is planned, so there is nothing to try. Add at least one round."))
    tried = list(hosts.taking_hosts())
    if not tried:
        raise Refused(_("Every host is switched off. Enable one."))
    try:
        with transaction.atomic():
            return [_ask(gameday, host, scenarios, by, now) for host in tried]
    except IntegrityError as twice:
        raise Refused(_("A pre-flight of this game day is going on already. Wait for it, or cancel it.")) from twice


def _ask(gameday: GameDay, host: Host, scenarios: Iterable[Scenario], by: str, now: datetime) -> Preflight:
    row = Preflight.objects.create(
        gameday=gameday,
        host=host,
        handle=f"preflight-{secrets.token_hex(4)}",
        asked_by=by,
        asked_at=now,
        next_at=now + engine_queue.RESEND_BUILD,
    )
    PreflightLine.objects.bulk_create(
        PreflightLine(preflight=row, scenario=scenario, position=position)
        for position, scenario in enumerate(scenarios)
    )
    if why := _hindrance(host):
        _land(row, now, problem=why)
    else:
        engine_queue.send_to_engine("fly", row.pk, host)
    return row


def _hindrance(host: Host) -> str:
    """Why a host cannot carry a spare; empty where it can."""
    if host.problem:
        return host.problem
    if host.sandboxes.exclude(state=SandboxState.GONE).count() >= host.capacity:
        return _("There is no room for a spare sandbox: {capacity} are there already.").format(capacity=host.capacity)
    return ""


# Playing -------------------------------------------------------------------------------------------------------------


def fly(row: Preflight, now: datetime) -> None:
    """Play what has no verdict yet. The spare is taken away however this ends."""
    moment = RunningClock(now)
    with row_lock.hold_row_lock(row) as mine:
        row.refresh_from_db()
        if not mine or row.state not in ALOFT:
            return
        if row.state == PreflightState.ASKED and not states.move(
            row, PreflightState.FLYING, now=now, by=Actor.DIRECTOR, started_at=now
        ):
            return
        spare = PooledSandbox(addresses.engine_at(row.host))
        spare.handle = row.handle
        problem = ""
        try:
            spare.clear()  # of a worker that died
            _play_all(row, spare, moment)
        except Broken:
            return
        except TROUBLE as error:
            problem = str(error)
        finally:
            _clear(row, spare, moment.now())
        _land(row, moment.now(), problem=problem)


def _play_all(row: Preflight, spare: PooledSandbox, moment: RunningClock) -> None:
    """Every line in turn. After a run the containers are made anew: the next one finds them known-good."""
    for line in row.lines.filter(verdict="").select_related("scenario"):
        PreflightLine.objects.filter(pk=line.pk).update(started_at=moment.now(), said="")
        source = _source(line.scenario)
        why = _lacks(row.host, source)
        if not why:
            _go_on(row, line, RunStep.SPARE, moment)
            sandbox, age = spare.take(source.document.at)
            try:
                if age != "fresh":
                    sandbox.renew()
                told = lambda step, line=line: _go_on(row, line, step, moment)  # noqa: E731
                single_run.play_once(source, sandbox, addresses.probe_host(row.host), told)
            except single_run.BROKEN as broken:
                _go_on(row, line, RunStep.AFTERWARDS, moment)  # no verdict where a cancelling took its sandbox away
                why = str(broken)
        _judge(row, line, why, moment.now())


def _source(scenario: Scenario) -> ScenarioSource:
    document, assets = parse.document_of(scenario), parse.assets_of(scenario)
    return ScenarioSource(Path(scenario.slug), document, assets, scenario.digest)


def _lacks(host: Host, source: ScenarioSource) -> str:
    missing = sorted(publishing.required_capabilities(source.document) - set(host.capabilities))
    return _("The host's kernel has no {names}.").format(names=", ".join(missing)) if missing else ""


def _go_on(row: Preflight, line: PreflightLine, step: RunStep, moment: RunningClock) -> None:
    """Write down how far it is. Raises Broken where nobody wants it any more."""
    wanted = Preflight.objects.filter(pk=row.pk, state=PreflightState.FLYING)
    if not wanted.update(next_at=moment.now() + engine_queue.RESEND_BUILD):
        raise Broken
    PreflightLine.objects.filter(pk=line.pk).update(said=step)
    _tell(row)


def _judge(row: Preflight, line: PreflightLine, why: str, now: datetime) -> None:
    verdict = PreflightVerdict.NO_GO if why else PreflightVerdict.GO
    PreflightLine.objects.filter(pk=line.pk).update(verdict=verdict, said=why, ended_at=now)
    _tell(row)


def _clear(row: Preflight, spare: PooledSandbox, now: datetime) -> None:
    """Take the spare away. Where the engine is away, the clock tries again."""
    with suppress(*TROUBLE):
        spare.clear()
        Preflight.objects.filter(pk=row.pk).update(cleared_at=now)


def _land(row: Preflight, now: datetime, *, problem: str = "") -> None:
    if row.state == PreflightState.ASKED:  # no spare was ever built
        Preflight.objects.filter(pk=row.pk).update(cleared_at=now)
    states.advance(row, PreflightState.LANDED, now=now, by=Actor.DIRECTOR, ended_at=now, problem=problem)
    _tell(row)


# What was found out --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flown:
    """The last pre-flight of each host. `stale`: the schedule has other scenarios by now, or there are other hosts."""

    flights: list[Preflight]
    stale: bool = False

    @property
    def aloft(self) -> bool:
        return any(row.is_aloft for row in self.flights)

    @property
    def go(self) -> bool:
        """Whether every host could play everything that is planned now."""
        return bool(self.flights) and not self.stale and all(row.is_go for row in self.flights)

    @property
    def no_gos(self) -> list[str]:
        """What speaks against the launch, a sentence each."""
        hosts = [f"{row.host}: {row.problem}" for row in self.flights if row.problem]
        lines = [(row, line) for row in self.flights for line in row.lines.all() if line.is_no_go]
        return hosts + [f"{row.host}, “{line.scenario.title}”: {line.said}" for row, line in lines]

    def minutes_left(self, now: datetime) -> int | None:
        """Until the last host is done, by how long what was played has taken; None where nothing was played yet."""
        found = [left for row in self.flights if row.is_aloft and (left := _time_left(row, now)) is not None]
        return ceil(max(found) / timedelta(minutes=1)) if found else None


def _time_left(row: Preflight, now: datetime) -> timedelta | None:
    """As many times the mean as there are lines to play, less what the one that is being played has taken already."""
    lines = list(row.lines.all())
    played = [line.took for line in lines if line.took is not None]
    if not played:
        return None
    usual = played[1:] or played  # with the first one the spare was built
    mean = sum(usual, timedelta()) / len(usual)
    begun = [min(now - line.started_at, mean) for line in lines if line.is_playing and line.started_at]
    return mean * sum(not line.verdict for line in lines) - sum(begun, timedelta())


def last_preflight(gameday: GameDay) -> Flown:
    """What the last pre-flight has found out. Five queries at most."""
    rows = gameday.preflights.order_by("host__name", "-pk").distinct("host__name").select_related("host")
    light = PreflightLine.objects.select_related("scenario").defer(
        *(f"scenario__{column}" for column in ("document", "assets", "proof"))
    )
    flights = list(rows.prefetch_related(Prefetch("lines", queryset=light)))
    if not flights:
        return Flown([])
    planned = set(gameday.rounds.values_list("scenario", flat=True))
    tried = [{line.scenario_id for line in row.lines.all()} for row in flights]
    there = set(hosts.taking_hosts().values_list("pk", flat=True))
    shown = [row for row in flights if row.host_id in there or row.is_aloft]
    return Flown(shown, stale=there != {row.host_id for row in shown} or any(planned - seen for seen in tried))


# Cancelling ----------------------------------------------------------------------------------------------------------


def cancel_preflight(gameday: GameDay, *, by: str, now: datetime) -> int:
    """Nothing further is played, and the spares go. Returns how many pre-flights were going on."""
    rows = gameday.preflights.filter(state__in=ALOFT).select_related("host", "gameday")
    return sum(_cancel(row, by, now) for row in rows)


def _cancel(row: Preflight, by: str, now: datetime) -> bool:
    with transaction.atomic():
        won = states.advance(row, PreflightState.CANCELLED, now=now, by=by, ended_at=now, next_at=now)
        if won:
            engine_queue.send_to_engine("clear_preflight", row.pk, row.host)
            _tell(row)
    return won


def clear_preflight(row: Preflight, now: datetime) -> None:
    """Take the spare away, from under a run that goes on: it ends by that, and takes away what it built meanwhile."""
    addresses.engine_at(row.host).teardown(row.handle)
    with row_lock.hold_row_lock(row) as mine:
        if mine:
            addresses.engine_at(row.host).teardown(row.handle)
            Preflight.objects.filter(pk=row.pk, cleared_at=None).update(cleared_at=now)


# The clock -----------------------------------------------------------------------------------------------------------


def tend_preflights(now: datetime) -> None:
    """Send again what its worker left behind, played or to be cleared; end what no worker takes."""
    waiting = Preflight.objects.filter(engine_queue.rows_due(now), cleared_at=None).select_related("host", "gameday")
    for row in waiting:
        if row.state == PreflightState.ASKED and now - row.asked_at > PATIENCE:
            _land(row, now, problem=_("No worker beside this engine has taken it. Is one running?"))
            continue
        claimed = Preflight.objects.filter(pk=row.pk, state=row.state, next_at=row.next_at)
        if claimed.update(next_at=now + engine_queue.RESEND_BUILD):
            engine_queue.send_to_engine("fly" if row.is_aloft else "clear_preflight", row.pk, row.host)


def _tell(row: Preflight) -> None:
    tell(Change.PROBLEM, gameday_id=row.gameday_id)
