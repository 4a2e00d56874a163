"""An incident's life, from top to bottom: opened, injected, live, worked on, over, healed.

How faults go in stands in injecting.py, how they come out in healing.py; both know one fault from injections.py.
Every verb may be called twice; those that return a bool say whether this call moved the state.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity, states
from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.incidents import healing, injecting
from gameday.language import headlines, vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Incident, Injection, Player, Round, Team
from gameday.models.choices import (
    ENDED,
    OPEN,
    PENDING,
    ActivityVerb,
    Actor,
    GameDayState,
    HealReason,
    IncidentState,
    SandboxState,
)
from gameday.models.incident import in_play
from gameday.people import seats
from gameday.sandboxes import provisioning
from scenarios.document import parse
from scenarios.models import Scenario
from scenarios.refusal import Refused
from scenarios.sandbox import TROUBLE

# Opened: scheduled ---------------------------------------------------------------------------------------------------


def open_round(round: Round, now: datetime, *, due: datetime | None = None) -> list[Incident]:
    """One incident a team, due at the same moment: `due`, or the round's own, or now where that has passed. Once a round."""
    with transaction.atomic():
        if Round.objects.filter(pk=round.pk, opened_at=None).update(opened_at=now) != 1:
            return []
        seats.follow_round(round, now=now)
        due = due or max(moment_of(round), now)
        return [open_incident(team, round.scenario, due, now=now, round=round) for team in round.gameday.teams.all()]


def moment_of(round: Round) -> datetime:
    """When the round is to open, if there is no further pause."""
    gameday = round.gameday
    assert gameday.started_at, "only a game day that has started opens rounds"
    return gameday.started_at + gameday.paused_for + round.starts_after


def open_scenario_now(
    gameday: GameDay, scenario: Scenario, *, team: Team | None = None, by: str, now: datetime
) -> list[Incident]:
    """One incident at every team that can play, or at `team` alone, due now. Raises Refused; then nothing was opened."""
    if gameday.state != GameDayState.RUNNING:
        raise Refused(
            _("Nothing was injected: the game day is {state}. Start or resume it first.").format(state=gameday.state)
        )
    if gameday.halted_at:
        raise Refused(_("Nothing was injected: everything is halted. Release the halt first."))
    if team and (why := injecting.injection_hindrance(team)):
        raise Refused(_("Nothing was injected: {why}").format(why=why))
    teams = [team] if team else [one for one in gameday.teams.all() if not injecting.injection_hindrance(one)]
    if not teams:
        raise Refused(_("Nothing was injected: no team has a sandbox that is ready."))
    text = _lazy("{by} injects “{scenario}” at {team}")
    names: dict[str, Any] = {"by": by, "scenario": scenario.title, "team": team or _lazy("every team")}
    with transaction.atomic():
        opened = [open_incident(one, scenario, now, now=now) for one in teams]
        activity.record_activity(gameday, ActivityVerb.INJECTED, text, now=now, **names)
    return opened


def open_incident(
    team: Team, scenario: Scenario, due: datetime, *, now: datetime, round: Round | None = None, practice: bool = False
) -> Incident:
    """A team's incident; voided at once, with the reason, where the team cannot play it."""
    incident = Incident.objects.create(
        gameday=team.gameday, team=team, scenario=scenario, round=round, due_at=due, next_at=due, practice=practice
    )
    if why := injecting.injection_hindrance(team):
        void_incident(incident, why=why, by=Actor.DIRECTOR, now=now)
    tell(Change.INCIDENT, gameday_id=incident.gameday_id, team_id=incident.team_id)
    return incident


# Injected: its faults go in ------------------------------------------------------------------------------------------


def send_due_incidents(now: datetime) -> int:
    """Send to its engine what is due within LEAD, or came no further since it was last sent; returns how many."""
    scheduled = Q(state=IncidentState.SCHEDULED, due_at__lte=now + injecting.LEAD)
    stalled = Q(engine_queue.rows_due(now), state=IncidentState.INJECTING)
    rows = _rows().filter(scheduled | stalled, in_play(), gameday__halted_at=None)
    return sum(_send(incident, now) for incident in rows)


def _send(incident: Incident, now: datetime) -> bool:
    sandbox = provisioning.ready_sandbox_of(incident.team)
    if sandbox is None or incident.team.halted_at:
        return void_incident(incident, why=injecting.injection_hindrance(incident.team), by=Actor.DIRECTOR, now=now)
    later = now + engine_queue.RESEND_FAULT
    if incident.state == IncidentState.SCHEDULED:
        won = states.move(incident, IncidentState.INJECTING, now=now, by=Actor.CLOCK, next_at=later)
    else:
        stalled = Incident.objects.filter(pk=incident.pk, state=IncidentState.INJECTING, next_at=incident.next_at)
        won = stalled.update(next_at=later) == 1
    if won:
        engine_queue.send_to_engine("put_faults_in", incident.pk, sandbox.host)
    return won


def put_faults_in(incident: Incident, now: datetime) -> None:
    """One go at bringing an incident from injecting to live. Trouble voids it, and what went in is healed."""
    moment = RunningClock(now)
    with row_lock.hold_row_lock(incident) as mine:
        incident.refresh_from_db(fields=["state", "due_at"])
        if not mine or incident.state != IncidentState.INJECTING:
            return
        try:
            described = parse.document_of(incident.scenario)
            if again_at := injecting.bring_faults_further(incident, described, moment):
                rows = Incident.objects.filter(pk=incident.pk, state=IncidentState.INJECTING)
                rows.update(next_at=again_at)  # the clock sends it again then
            else:
                go_live(incident, now=moment.now(), lasts=timedelta(seconds=described.expires_after))
        except (injecting.InjectingFailed, ValueError, KeyError, *TROUBLE) as error:
            void_incident(incident, why=str(error), by=Actor.DIRECTOR, now=moment.now())


# Live, and worked on -------------------------------------------------------------------------------------------------


def go_live(incident: Incident, *, now: datetime, lasts: timedelta) -> bool:
    """Every effect is verified: the score clock starts."""
    won = _move(
        incident, IncidentState.LIVE, by=Actor.DIRECTOR, now=now, live_at=now, expires_at=now + lasts, next_at=None
    )
    return won and _say(incident, ActivityVerb.INCIDENT, headlines.LIVE, now)


def acknowledge_incident(incident: Incident, player: Player, *, now: datetime) -> bool:
    """A player says: we have seen it. The first one counts."""
    won = _move(
        incident, IncidentState.ACKNOWLEDGED, by=player.name, now=now, acknowledged_at=now, acknowledged_by=player
    )
    return won and _say(incident, ActivityVerb.ACKNOWLEDGED, headlines.ACKNOWLEDGED, now, player=player)


def mitigate_incident(incident: Incident, *, now: datetime, by: str) -> bool:
    """The customers no longer feel it; the cause may still be there."""
    won = _move(incident, IncidentState.MITIGATED, by=by, now=now, mitigated_at=now)
    return won and _say(incident, ActivityVerb.MITIGATED, headlines.MITIGATED, now)


# Over: resolved, expired or voided; every one of these heals what is left of its faults ------------------------------


def resolve_incident(incident: Incident, *, now: datetime, by: str) -> bool:
    """Every objective is met."""
    won = _end(incident, IncidentState.RESOLVED, by=by, now=now)
    return won and _say(incident, ActivityVerb.RESOLVED, headlines.RESOLVED, now)


def expire_overdue_incidents(now: datetime) -> int:
    """Expire what has burned long enough in the games that run; returns how many."""
    over = _rows().filter(in_play(), state__in=OPEN, expires_at__lte=now)
    return sum(expire_incident(incident, now=now) for incident in over)


def expire_incident(incident: Incident, *, now: datetime) -> bool:
    """Its time is over. What the team has won with it stays theirs."""
    won = _end(incident, IncidentState.EXPIRED, by=Actor.CLOCK, now=now, healed_by=HealReason.DEADLINE)
    return won and _say(incident, ActivityVerb.EXPIRED, headlines.EXPIRED, now)


def void_incident(incident: Incident, *, why: str | Promise, by: str, now: datetime) -> bool:
    """It counts for nobody: the referee takes back what it gave and took."""
    won = _end(incident, IncidentState.VOIDED, by=by, now=now, why=why)
    if won:
        text = _lazy("“{scenario}” at {team} counts for nobody: {why}")
        names: dict[str, Any] = {"incident": incident, "team": incident.team, "why": why}
        activity.record_activity(_feed_of(incident), ActivityVerb.VOIDED, text, now=now, **names)
    return won


def close_incident(incident: Incident, *, why: str | Promise, by: str, now: datetime) -> bool:
    """End it for no reason of the team's: voided where it never burned, else expired, which takes nothing away."""
    incident.refresh_from_db(fields=["state"])
    if incident.state in PENDING:
        return void_incident(incident, why=why, by=by, now=now)
    won = incident.is_open and _end(incident, IncidentState.EXPIRED, by=by, now=now, why=why)
    if won:
        text = _lazy("“{scenario}” at {team} was closed: {why}")
        activity.record_activity(incident, ActivityVerb.EXPIRED, text, now=now, why=why)
    return won


def close_orphaned_incidents(now: datetime) -> int:
    """Close what played in a sandbox that was given up, or whose fault ran out by its own timer in a long pause."""
    alive = _rows().filter(state__in=(*PENDING, *OPEN))
    lost = alive.filter(injections__sandbox__state=SandboxState.GONE).distinct()
    timed_out = alive.filter(injections__healed_by=HealReason.TIMER).distinct()
    return sum(
        close_incident(incident, why=why, by=Actor.DIRECTOR, now=now)
        for rows, why in (
            (lost, _lazy("its sandbox was built anew.")),
            (timed_out, _lazy("its fault ran out during a long pause.")),
        )
        for incident in rows
    )


def _end(
    incident: Incident,
    state: IncidentState,
    *,
    by: str,
    now: datetime,
    why: str | Promise = "",
    healed_by: HealReason = HealReason.CLOSED,
) -> bool:
    told = vocabulary.say_in_language_of(incident.gameday, why)
    incident.refresh_from_db(fields=["ended_at"])  # what is voided afterwards ended when it ended
    with transaction.atomic():
        ended = incident.ended_at or now
        won = _move(incident, state, by=by, now=now, why=told, ended_at=ended, problem=told, next_at=None)
        if won:
            healing.request_healing(incident.injections.all(), why=healed_by, by=by, now=now)
    return won


def hold_incidents(rows: "QuerySet[Incident]") -> None:
    """Lock those that have not ended and then their faults, for a transaction that ends several of them.

    Whoever ends an incident takes it first and its faults afterwards. A transaction that took them in another order could
    wait for one that waits for it, and the database would end one of the two.
    """
    held = Incident.objects.filter(pk__in=rows.values("pk")).exclude(state__in=ENDED).order_by("pk")
    pks = list(held.select_for_update(no_key=True).values_list("pk", flat=True))
    faults = Injection.objects.filter(incident__in=pks).order_by("-pk")
    list(faults.select_for_update(no_key=True).values_list("pk"))


# Healed --------------------------------------------------------------------------------------------------------------


def heal_incident_now(incident: Incident, *, by: str, now: datetime) -> bool:
    """Take its faults out at once. It stays open: what remains to be explained or proved still earns points."""
    with transaction.atomic():
        healed = healing.request_healing(incident.injections.all(), why=HealReason.FACILITATOR, by=by, now=now)
        if healed:
            text = _lazy("{by} heals “{scenario}” at {team}")
            names: dict[str, Any] = {"incident": incident, "team": incident.team, "by": by}
            activity.record_activity(_feed_of(incident), ActivityVerb.HEALED, text, now=now, **names)
    return healed > 0


# Shared --------------------------------------------------------------------------------------------------------------


def _rows() -> "QuerySet[Incident]":
    return Incident.objects.select_related("gameday", "team", "scenario")


def _feed_of(incident: Incident) -> GameDay | Incident:
    """Where to write about it. What has not burned may still be to come: of that only the control room reads."""
    return incident if incident.live_at else incident.gameday


def _move(incident: Incident, state: str, *, by: str, now: datetime, why: str = "", **columns: object) -> bool:
    with transaction.atomic():
        won = states.advance(incident, state, now=now, by=by, why=why, **columns)
        if won:
            tell(Change.INCIDENT, gameday_id=incident.gameday_id, team_id=incident.team_id)
    return won


def _say(
    incident: Incident, verb: ActivityVerb, lines: headlines.Lines, now: datetime, player: Player | None = None
) -> bool:
    """Tell what this call has done; True, for the caller to return."""
    text, public = headlines.pick_headline(lines, incident.pk), not incident.practice
    activity.record_activity(incident, verb, text, now=now, player=player, public=public, title=incident.scenario.title)
    return True
