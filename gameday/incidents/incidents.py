"""Incidents: opened for every team at the same moment, moved by players and clock, closed with their faults healed.

Putting the faults in stands in outbreaks.py. Every verb may be called twice and says whether this call moved the state.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity, states
from gameday.incidents import healing
from gameday.language import headlines, vocabulary
from gameday.live import publish
from gameday.models import GameDay, Incident, Player, Round, Sandbox, Team
from gameday.models.choices import (
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
from scenarios.models import Scenario
from scenarios.refusal import Refused

# Opening -------------------------------------------------------------------------------------------------------------


def open_round(round: Round, now: datetime) -> list[Incident]:
    """One incident a team, due at the same moment: the round's own, or now where that has passed. Once a round."""
    with transaction.atomic():
        if Round.objects.filter(pk=round.pk, opened_at=None).update(opened_at=now) != 1:
            return []
        seats.follow_round(round, now=now)
        due = max(_moment_of(round), now)
        return [open_incident(team, round.scenario, due, now=now, round=round) for team in round.gameday.teams.all()]


def _moment_of(round: Round) -> datetime:
    gameday = round.gameday
    assert gameday.started_at, "only a game day that has started opens rounds"
    return gameday.started_at + gameday.paused_for + round.starts_after


def open_incident(
    team: Team, scenario: Scenario, due: datetime, *, now: datetime, round: Round | None = None, practice: bool = False
) -> Incident:
    """A team's incident; voided at once, with the reason, where the team cannot play it."""
    incident = Incident.objects.create(
        gameday=team.gameday, team=team, scenario=scenario, round=round, due_at=due, next_at=due, practice=practice
    )
    if why := injection_hindrance(team):
        void_incident(incident, why=why, by=Actor.DIRECTOR, now=now)
    _tell(incident)
    return incident


def injection_hindrance(team: Team) -> str:
    """Why nothing can go in at a team at the moment; empty where it can."""
    if team.halted_at:
        return _("{team} is halted.").format(team=team)
    if not Sandbox.objects.filter(team=team, state=SandboxState.READY).exists():
        return _("The sandbox of {team} is not ready.").format(team=team)
    return ""


def inject_scenario_now(
    gameday: GameDay, scenario: Scenario, *, team: Team | None = None, by: str, now: datetime
) -> list[Incident]:
    """Open a scenario now, everywhere or at one team. Raises Refused where that cannot be; then nothing was opened."""
    if gameday.state != GameDayState.RUNNING:
        raise Refused(
            _("Nothing was injected: the game day is {state}. Start or resume it first.").format(state=gameday.state)
        )
    if gameday.halted_at:
        raise Refused(_("Nothing was injected: everything is halted. Release the halt first."))
    teams = [team] if team else [one for one in gameday.teams.all() if not injection_hindrance(one)]
    if team and (why := injection_hindrance(team)):
        raise Refused(_("Nothing was injected: {why}").format(why=why))
    if not teams:
        raise Refused(_("Nothing was injected: no team has a sandbox that is ready."))
    with transaction.atomic():
        opened = [open_incident(one, scenario, now, now=now) for one in teams]
        activity.record_activity(
            gameday=gameday,
            team=None,
            verb=ActivityVerb.INJECTED,
            now=now,
            text=format_lazy(
                _lazy("{by} injects “{scenario}” at {team}"),
                by=by,
                scenario=scenario.title,
                team=team or _lazy("every team"),
            ),
        )
    return opened


# Living --------------------------------------------------------------------------------------------------------------


def go_live(incident: Incident, *, now: datetime, lasts: timedelta) -> bool:
    """Every effect is verified: the score clock starts."""
    won = _move(
        incident, IncidentState.LIVE, by=Actor.DIRECTOR, now=now, live_at=now, expires_at=now + lasts, next_at=None
    )
    if won:
        _say(incident, ActivityVerb.INCIDENT, headlines.LIVE, now)
    return won


def acknowledge_incident(incident: Incident, player: Player, *, now: datetime) -> bool:
    """A player says: we have seen it. The first one counts."""
    won = _move(
        incident, IncidentState.ACKNOWLEDGED, by=player.name, now=now, acknowledged_at=now, acknowledged_by=player
    )
    if won:
        _say(incident, ActivityVerb.ACKNOWLEDGED, headlines.ACKNOWLEDGED, now, player=player)
    return won


def mitigate_incident(incident: Incident, *, now: datetime, by: str) -> bool:
    """The customers no longer feel it; the cause may still be there."""
    won = _move(incident, IncidentState.MITIGATED, by=by, now=now, mitigated_at=now)
    if won:
        _say(incident, ActivityVerb.MITIGATED, headlines.MITIGATED, now)
    return won


# Closing -------------------------------------------------------------------------------------------------------------


def resolve_incident(incident: Incident, *, now: datetime, by: str) -> bool:
    """Every objective is met; what is left of the faults goes out."""
    won = _end(incident, IncidentState.RESOLVED, by=by, now=now, why="")
    if won:
        _say(incident, ActivityVerb.RESOLVED, headlines.RESOLVED, now)
    return won


def expire_incident(incident: Incident, *, now: datetime) -> bool:
    """Its time is over. What the team has won with it stays theirs."""
    won = _end(incident, IncidentState.EXPIRED, by=Actor.CLOCK, now=now, why="", healed_by=HealReason.DEADLINE)
    if won:
        _say(incident, ActivityVerb.EXPIRED, headlines.EXPIRED, now)
    return won


def _cut_short(incident: Incident, *, by: str, now: datetime, why: str) -> bool:
    """Over before its time, for no reason of the team's: what they have won stays theirs."""
    won = _end(incident, IncidentState.EXPIRED, by=by, now=now, why=why)
    if won:
        activity.record_incident_activity(
            incident, ActivityVerb.EXPIRED, _lazy("“{scenario}” at {team} was closed: {why}"), now=now, why=why
        )
    return won


def void_incident(incident: Incident, *, why: str, by: str, now: datetime) -> bool:
    """It counts for nobody: the referee takes back what it gave and took."""
    won = _end(incident, IncidentState.VOIDED, by=by, now=now, why=why)
    if won:
        activity.record_incident_activity(
            incident, ActivityVerb.VOIDED, _lazy("“{scenario}” at {team} counts for nobody: {why}"), now=now, why=why
        )
    return won


def close_incident(incident: Incident, *, why: str | Promise, by: str, now: datetime) -> bool:
    """End it for no reason of the team's: voided where it never burned, else expired, which takes nothing away."""
    with vocabulary.in_language_of(incident.gameday):
        why = str(why)
    incident.refresh_from_db(fields=["state"])
    if incident.state in PENDING:
        return void_incident(incident, why=why, by=by, now=now)
    return incident.is_open and _cut_short(incident, why=why, by=by, now=now)


def heal_incident_now(incident: Incident, *, by: str, now: datetime) -> bool:
    """Take its faults out at once. It stays open: what remains to be explained or proved still earns points."""
    with transaction.atomic():
        healed = healing.heal_incident(incident, why=HealReason.FACILITATOR, by=by, now=now)
        if healed:
            activity.record_incident_activity(
                incident, ActivityVerb.HEALED, _lazy("{by} heals “{scenario}” at {team}"), now=now, by=by
            )
    return healed > 0


def _end(
    incident: Incident,
    state: IncidentState,
    *,
    by: str,
    now: datetime,
    why: str,
    healed_by: HealReason = HealReason.CLOSED,
) -> bool:
    incident.refresh_from_db(fields=["ended_at"])  # what is voided afterwards ended when it ended
    with transaction.atomic():
        ended = incident.ended_at or now
        won = _move(incident, state, by=by, now=now, why=why, ended_at=ended, problem=why, next_at=None)
        if won:
            healing.heal_incident(incident, why=healed_by, by=by, now=now)
    return won


# What the clock asks for ---------------------------------------------------------------------------------------------


def expire_overdue_incidents(now: datetime) -> int:
    """Close what has burned long enough, in the games that run."""
    over = _rows().filter(in_play(), state__in=OPEN, expires_at__lte=now)
    return sum(expire_incident(incident, now=now) for incident in over)


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


def _rows() -> "QuerySet[Incident]":
    return Incident.objects.select_related("gameday", "team", "scenario")


def _move(incident: Incident, state: str, *, by: str, now: datetime, why: str = "", **columns: object) -> bool:
    with transaction.atomic():
        won = states.advance(incident, state, now=now, by=by, why=why, **columns)
        if won:
            _tell(incident)
    return won


def _tell(incident: Incident) -> None:
    publish.tell_parts_changed(publish.team_topic(incident.team_id), "incidents")
    publish.tell_parts_changed(publish.control_topic(incident.gameday_id), "incidents")
    publish.mark_topic(publish.board_topic(incident.gameday_id))


def _say(
    incident: Incident, verb: ActivityVerb, lines: headlines.Lines, now: datetime, player: Player | None = None
) -> None:
    text = headlines.pick_headline(
        lines, incident.pk, team=incident.team.name, title=incident.scenario.title, player=player.name if player else ""
    )
    activity.record_activity(
        gameday=incident.gameday,
        team=incident.team,
        player=player,
        verb=verb,
        text=text,
        now=now,
        incident=incident,
        public=not incident.practice,
    )
