"""Objectives: their rows, what a reading changes in them, and what is paid when one is met.

Locks are always taken in this order: the incident, its objective, the ledger.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.incidents import incidents
from gameday.live.changes import Change, tell
from gameday.models import Incident, Player
from gameday.models.choices import OPEN, ActivityVerb, Actor, HealReason, IncidentState
from scenarios.choices import Outcome
from scenarios.document import parse
from scenarios.document.parse import CommandGoal, Document, ProbeGoal, ReplayGoal, UpdateGoal
from scenarios.probes.base import Reading
from scenarios.probes.journeys import JOURNEYS
from scoring import rules
from scoring.ledger import game_time, ledger, standings
from scoring.ledger.game_time import Pauses
from scoring.models import Attempt, EntryKind, Objective, ObjectiveKind
from scoring.models.choices import CHECKED
from scoring.referee import evidence

# Reasons in Injection.healed_by. After the first, the incident may close without what they took away; after the second
# its time is up, and it closes in a moment.
MENDED_FOR_THEM = frozenset({HealReason.FACILITATOR, HealReason.HALT, HealReason.RESET})
RAN_OUT = frozenset({HealReason.DEADLINE, HealReason.TIMER})
OUTSIDE = frozenset({"http", *JOURNEYS})  # probes that the referee's customers run; all others run inside the sandbox
PROBE_EVERY = 15.0  # seconds between two runs of a probe inside the sandbox
PRACTICE_EVERY = 5.0  # seconds between two runs of any probe while a team practises
WAIVED = _lazy("This was mended without you, so it pays nothing any more. What is to be answered or turned still does.")
TOLD = {
    ObjectiveKind.ANSWER: (
        _lazy("{team} knows what it is"),
        _lazy("{team} has named the culprit"),
        _lazy("{team} points a hoof at the culprit"),
    ),
    ObjectiveKind.PROBE: (
        _lazy("{team}'s customers stop shouting"),
        _lazy("{team} has calmed the herd"),
        _lazy("{team}'s shop neighs again"),
    ),
    ObjectiveKind.COMMAND: (
        _lazy("{team} has done a proper repair"),
        _lazy("{team} has mended it for good"),
        _lazy("{team} swept the stable"),
    ),
    ObjectiveKind.REPLAY: (
        _lazy("{team}'s page leads a robot home"),
        _lazy("{team} wrote down the truth"),
        _lazy("{team} could do it again"),
    ),
    ObjectiveKind.BOTH_KEYS: (
        _lazy("{team} turned both keys"),
        _lazy("{team}: Dev and Ops agree, somebody note the time"),
    ),
    ObjectiveKind.UPDATE: (
        _lazy("{team} keeps the boss in the picture"),
        _lazy("{team} has told the boss how things stand"),
    ),
}


def prepare_objectives(now: datetime) -> int:
    """Create the Objective rows of incidents that have opened. Returns for how many incidents."""
    fresh = list(Incident.objects.filter(state__in=OPEN, objectives=None).select_related("scenario"))
    for incident in fresh:
        asked = parse.document_of(incident.scenario)
        rows = [
            Objective(incident=incident, key=each.id, check_due_at=_first_check(asked, each.id, incident.practice, now))
            for each in asked.objectives
        ]
        Objective.objects.bulk_create(rows, ignore_conflicts=True)
        tell(Change.OBJECTIVE, gameday_id=incident.gameday_id, team_id=incident.team_id)
    return len(fresh)


def check_interval(asked: Document, key: str, *, practice: bool = False) -> float | None:
    """Seconds between two checks inside the sandbox; None for objectives that customers or players fulfil.

    No customers come while a team practises, so then every probe runs inside.
    """
    objective = asked.objective(key)
    if isinstance(objective, CommandGoal | ReplayGoal):
        return objective.every
    if isinstance(objective, ProbeGoal) and practice:
        return PRACTICE_EVERY
    if isinstance(objective, ProbeGoal) and asked.probe(objective.probe).probe not in OUTSIDE:
        return PROBE_EVERY
    return None


def judge_reading(
    row: Objective, reading: Reading, now: datetime, *, asked_for: bool = False, paused: Pauses | None = None
) -> bool:
    """Store what a check found, and meet the objective when it was well for long enough. Says whether it was met now.

    A probe's error changes nothing. `asked_for`: players asked for this check, so a failure counts against them. `paused`
    spares a query: the pauses of the game day, from a caller that judges many readings.
    """
    if row.met_at or reading.outcome == Outcome.ERROR or _over(row.incident, now) or not is_earnable(row):
        return False
    if reading.outcome == Outcome.FAIL:
        _failed(row, reading, asked_for)
        return False
    if row.holding_since and row.holding_since > now:  # the clock was set back: it begins anew
        row.holding_since = None
    held = (paused or game_time.pauses_of(row.incident.gameday)).seconds(row.holding_since or now, now)
    ok_for = getattr(parse.document_of(row.incident.scenario).objective(row.key), "ok_for", 0.0)
    lacking = seats_awaited(row) if held >= ok_for else []
    said = (
        waiting_detail(lacking) if lacking else f"Well for {held:.0f} of {ok_for:.0f} seconds." if held < ok_for else ""
    )
    _well(row, said, now)
    return held >= ok_for and not lacking and meet_objective(row, None, now)


def seats_awaited(row: Objective) -> list[str]:
    """The seats, sorted, that still have to work on the incident before the objective can be met."""
    return evidence.missing_seats(row.incident, parse.document_of(row.incident.scenario).objective(row.key))


def settle_answers(now: datetime) -> int:
    """Meet objectives that were answered right while a seat had not worked yet, and now has. Returns how many."""
    right = Attempt.objects.filter(objective=OuterRef("pk"), correct=True)
    rows = Objective.objects.filter(Exists(right), met_at=None, incident__state__in=OPEN)
    rows = rows.select_related("incident__scenario", "incident__gameday", "incident__team")
    return sum(_settle(row, now) for row in rows if not seats_awaited(row))


def _settle(row: Objective, now: datetime) -> bool:
    right = row.attempts.filter(correct=True).select_related("player").order_by("at")[0]
    return meet_objective(row, right.player, now)


def waiting_detail(lacking: list[str]) -> str:
    """The detail of an objective that is done, but waits for the first of these seats to work."""
    return _("Well. Waiting for the {seat} seat's hand.").format(seat=lacking[0].title())


def meet_objective(row: Objective, player: Player | None, now: datetime) -> bool:
    """Pay the objective, and close the incident when it was the last one. Says whether this call did it: it happens once."""
    with transaction.atomic():
        incident = lock_incident(row.incident_id)
        if not incident.is_open or not incident.plays or not _pay(incident, row, player, now):
            return False
        asked, by = parse.document_of(incident.scenario), player.name if player else Actor.REFEREE
        if asked.objective(row.key).kind == ObjectiveKind.PROBE:
            incidents.mitigate_incident(incident, now=now, by=by)
        _close(incident, asked, now, by)
    return True


def meet_update(row: Objective, player: Player | None, now: datetime) -> bool:
    """Pay an update that was sent in time, also when its incident is over by now. Says whether this call did it."""
    with transaction.atomic():
        incident = lock_incident(row.incident_id)
        return incident.state != IncidentState.VOIDED and _pay(incident, row, player, now)


def _pay(incident: Incident, row: Objective, player: Player | None, now: datetime) -> bool:
    if Objective.objects.filter(pk=row.pk, met_at=None).update(met_at=now, met_by=player, check_due_at=None) != 1:
        return False
    objective = parse.document_of(incident.scenario).objective(row.key)
    ledger.write_entry(
        incident.team,
        EntryKind.OBJECTIVE,
        objective.points,
        key=f"objective:{incident.pk}:{row.key}",
        by=player.name if player else Actor.REFEREE,
        now=now,
        reason=f"{incident.scenario.title}: {objective.label}",
        incident=incident,
    )
    _tell(incident, ObjectiveKind(objective.kind), row.pk, player, now)
    return True


def close_if_done(incident_id: int, now: datetime, *, by: str = Actor.REFEREE) -> bool:
    """Close an incident whose objectives are all met or waived. Says whether it was closed now."""
    with transaction.atomic():
        incident = lock_incident(incident_id)
        return incident.is_open and _close(incident, parse.document_of(incident.scenario), now, by)


def is_waived(incident: Incident) -> frozenset[str]:
    """Keys of the objectives that need not be met any more: a facilitator, a halt or a reset has healed the fault."""
    return _mending(incident) if _healed(incident) & MENDED_FOR_THEM else frozenset()


def is_earnable(row: Objective) -> bool:
    """Whether a check may still meet the objective. Not after something other than the players has healed a fault."""
    return row.key not in unearnable_keys(row.incident)


def unearnable_keys(incident: Incident) -> frozenset[str]:
    """Keys of the objectives that no check meets any more: something other than the players has healed a fault."""
    return _mending(incident) if _healed(incident) & (MENDED_FOR_THEM | RAN_OUT) else frozenset()


def is_done(incident: Incident, rows: Iterable[Objective]) -> bool:
    """Whether every objective is met or waived. An update keeps no incident open."""
    skipped = is_waived(incident) | _updates(incident)
    return all(row.met_at or row.key in skipped for row in rows)


def _updates(incident: Incident) -> frozenset[str]:
    asked = parse.document_of(incident.scenario).objectives
    return frozenset(each.id for each in asked if isinstance(each, UpdateGoal))


def _healed(incident: Incident) -> frozenset[str]:
    return frozenset(injection.healed_by for injection in incident.injections.all())


def _mending(incident: Incident) -> frozenset[str]:
    asked = parse.document_of(incident.scenario)
    return frozenset(each.id for each in asked.objectives if each.kind in CHECKED)


def _close(incident: Incident, asked: Document, now: datetime, by: str) -> bool:
    rows = list(incident.objectives.all())
    if not rows or not is_done(incident, rows) or not incidents.resolve_incident(incident, now=now, by=by):
        return False
    beside = _updates(incident)
    if all(row.met_at or row.key in beside for row in rows):
        _pay_speed(incident, asked, now)
    standings.recount_resolved(incident.gameday_id)
    return True


def _pay_speed(incident: Incident, asked: Document, now: datetime) -> None:
    elapsed = game_time.pauses_of(incident.gameday).seconds(incident.live_at or now, now)
    total = sum(each.points for each in asked.objectives if not isinstance(each, UpdateGoal))
    bonus = rules.speed_bonus(total, elapsed, asked.estimate)
    ledger.write_entry(
        incident.team,
        EntryKind.SPEED,
        bonus,
        key=f"speed:{incident.pk}",
        by=Actor.REFEREE,
        now=now,
        incident=incident,
        reason=format_lazy(
            _lazy("{scenario}: closed in {elapsed:.1f} minutes"), scenario=incident.scenario.title, elapsed=elapsed / 60
        ),
    )


def lock_incident(incident_id: int) -> Incident:
    """Load and lock the incident, so that two tasks cannot close it. FOR NO KEY UPDATE: ledger lines may still refer to it."""
    rows = Incident.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("gameday", "team", "scenario").get(pk=incident_id)


def _over(incident: Incident, now: datetime) -> bool:
    return not incident.is_open or bool(incident.expires_at and now >= incident.expires_at)


def _failed(row: Objective, reading: Reading, asked_for: bool) -> None:
    Objective.objects.filter(pk=row.pk).update(
        holding_since=None, checks=F("checks") + 1, failures=F("failures") + int(asked_for), detail=reading.why[:300]
    )
    if row.holding_since or asked_for:
        tell(Change.OBJECTIVE, gameday_id=row.incident.gameday_id, team_id=row.incident.team_id)


def _well(row: Objective, detail: str, now: datetime) -> None:
    begins = {} if row.holding_since else {"holding_since": now, "improved_at": now}
    Objective.objects.filter(pk=row.pk).update(checks=F("checks") + 1, detail=detail, **begins)
    tell(Change.OBJECTIVE, gameday_id=row.incident.gameday_id, team_id=row.incident.team_id)


def _first_check(asked: Document, key: str, practice: bool, now: datetime) -> datetime | None:
    """For an update it is the moment at which the boss asks."""
    goal = asked.objective(key)
    seconds = goal.after if isinstance(goal, UpdateGoal) else check_interval(asked, key, practice=practice)
    return None if seconds is None else now + timedelta(seconds=seconds)


def _tell(incident: Incident, kind: ObjectiveKind, number: int, player: Player | None, now: datetime) -> None:
    text = format_lazy("{told} ({{scenario}})", told=TOLD[kind][number % len(TOLD[kind])])
    public = kind != ObjectiveKind.PROBE and not incident.practice  # incidents.mitigate_incident tells that one
    verb = ActivityVerb.BOTH_KEYS if kind == ObjectiveKind.BOTH_KEYS else ActivityVerb.OBJECTIVE
    activity.record_activity(incident, verb, text, now=now, player=player, public=public)
    tell(Change.OBJECTIVE_MET, gameday_id=incident.gameday_id, team_id=incident.team_id)
