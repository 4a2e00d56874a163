"""How far an incident's objectives are: their rows, what a reading changes, and what happens when one is met.

Locks are taken in one order: the incident, its objective, then the ledger.
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
from gameday.live import publish
from gameday.models import Incident, Player
from gameday.models.choices import OPEN, ActivityVerb, HealReason
from scenarios.document import parse
from scenarios.document.parse import Document
from scenarios.probes.base import Reading
from scenarios.probes.journeys import JOURNEYS
from scoring import rules
from scoring.ledger import game_time, ledger, standings
from scoring.ledger.game_time import Pauses
from scoring.ledger.ledger import REFEREE
from scoring.models import Attempt, EntryKind, Objective
from scoring.referee import evidence

MENDED_FOR_THEM = frozenset(
    {HealReason.FACILITATOR, HealReason.HALT, HealReason.RESET}
)  # healed_by: the incident may close without what they took away
RAN_OUT = frozenset(
    {HealReason.DEADLINE, HealReason.TIMER}
)  # healed_by: the fault is over, and so is the incident in a moment
OUTSIDE = frozenset({"http", *JOURNEYS})  # probes that the referee's customers can do; the others need the sandbox
PRACTICE_EVERY = 5.0  # the same, of any probe, while a team practises
PROBE_EVERY = 15.0  # seconds between two looks of a probe inside the sandbox
WAIVED = _lazy("This was mended without you, so it pays nothing any more. What is to be answered or turned still does.")
TOLD = {
    "answer": (
        _lazy("{team} knows what it is"),
        _lazy("{team} has named the culprit"),
        _lazy("{team} points a hoof at the culprit"),
    ),
    "probe": (
        _lazy("{team}'s customers stop shouting"),
        _lazy("{team} has calmed the herd"),
        _lazy("{team}'s shop neighs again"),
    ),
    "command": (
        _lazy("{team} has done a proper repair"),
        _lazy("{team} has mended it for good"),
        _lazy("{team} swept the stable"),
    ),
    "replay": (
        _lazy("{team}'s page leads a robot home"),
        _lazy("{team} wrote down the truth"),
        _lazy("{team} could do it again"),
    ),
    "both_keys": (_lazy("{team} turned both keys"), _lazy("{team}: Dev and Ops agree, somebody note the time")),
}


def prepare_objectives(now: datetime) -> int:
    """Write the objectives' rows of incidents that have opened; returns how many incidents."""
    fresh = list(Incident.objects.filter(state__in=OPEN, objectives=None).select_related("scenario"))
    for incident in fresh:
        asked = parse.document_of(incident.scenario)
        rows = [
            Objective(incident=incident, key=each.id, check_due_at=_first_check(asked, each.id, incident.practice, now))
            for each in asked.objectives
        ]
        Objective.objects.bulk_create(rows, ignore_conflicts=True)
        publish.tell_parts_changed(publish.team_topic(incident.team_id), "incidents")
    return len(fresh)


def check_interval(asked: Document, key: str, *, practice: bool = False) -> float | None:
    """Seconds between two looks inside the sandbox; None for what is seen from outside or done by players.

    No customers walk the shop while it is practised: then everything is looked at.
    """
    objective = asked.objective(key)
    if objective.kind in ("command", "replay"):
        return objective.every
    if objective.kind == "probe" and practice:
        return PRACTICE_EVERY
    if objective.kind == "probe" and asked.probe(objective.probe).probe not in OUTSIDE:
        return PROBE_EVERY
    return None


def judge_reading(
    row: Objective, reading: Reading, now: datetime, *, asked_for: bool = False, paused: Pauses | None = None
) -> bool:
    """Write down what a look said, and meet the objective when it holds long enough. Says whether that was now.

    An error of the probe changes nothing: neither did the team. `asked_for`: players wanted this look. `paused`: the
    game day's pauses, from a caller who judges many.
    """
    if row.met_at or reading.outcome == "error" or _over(row.incident, now) or not is_earnable(row):
        return False
    if reading.outcome == "fail":
        _failed(row, reading, asked_for)
        return False
    held = (paused or game_time.pauses_of(row.incident.gameday)).seconds(row.holding_since or now, now)
    ok_for = getattr(parse.document_of(row.incident.scenario).objective(row.key), "ok_for", 0.0)
    lacking = waits_for(row) if held >= ok_for else []
    said = waiting(lacking) if lacking else f"Well for {held:.0f} of {ok_for:.0f} seconds." if held < ok_for else ""
    _well(row, said, now)
    return held >= ok_for and not lacking and meet_objective(row, None, now)


def waits_for(row: Objective) -> list[str]:
    """The seats whose hand is still needed before the objective can be met."""
    return evidence.missing_seats(row.incident, parse.document_of(row.incident.scenario).objective(row.key))


def settle_answers(now: datetime) -> int:
    """Meet what was answered rightly before the other seat had a hand in it, and now has. Returns how many."""
    right = Attempt.objects.filter(objective=OuterRef("pk"), correct=True)
    rows = Objective.objects.filter(Exists(right), met_at=None, incident__state__in=OPEN)
    rows = rows.select_related("incident__scenario", "incident__gameday", "incident__team")
    return sum(_settle(row, now) for row in rows if not waits_for(row))


def _settle(row: Objective, now: datetime) -> bool:
    right = row.attempts.filter(correct=True).select_related("player").order_by("at")[0]
    return meet_objective(row, right.player, now)


def waiting(lacking: list[str]) -> str:
    """What is said of an objective that is done but for a seat's hand."""
    return _("Well. Waiting for the {seat} seat's hand.").format(seat=lacking[0].title())


def meet_objective(row: Objective, player: Player | None, now: datetime) -> bool:
    """Pay the objective, once; close the incident when it was the last. Says whether this caller was the one."""
    with transaction.atomic():
        incident = lock_objective(row.incident_id)
        if not incident.is_open or not incident.plays:
            return False
        if Objective.objects.filter(pk=row.pk, met_at=None).update(met_at=now, met_by=player, check_due_at=None) != 1:
            return False
        asked = parse.document_of(incident.scenario)
        objective, by = asked.objective(row.key), player.name if player else REFEREE
        ledger.write_entry(
            incident.team,
            EntryKind.OBJECTIVE,
            objective.points,
            key=f"objective:{incident.pk}:{row.key}",
            by=by,
            now=now,
            reason=f"{incident.scenario.title}: {objective.label}",
            incident=incident,
        )
        _tell(incident, objective.kind, row.pk, player, now)
        if objective.kind == "probe":
            incidents.mitigate_incident(incident, now=now, by=by)
        _close(incident, asked, now, by)
    return True


def close_if_done(incident_id: int, now: datetime, *, by: str = REFEREE) -> bool:
    """Close an incident that has nothing left to do. Says whether it was closed now."""
    with transaction.atomic():
        incident = lock_objective(incident_id)
        return incident.is_open and _close(incident, parse.document_of(incident.scenario), now, by)


def is_waived(incident: Incident) -> frozenset[str]:
    """The objectives that the incident closes without, because a facilitator or a halt has healed a fault of it."""
    return _mending(incident) if _healed(incident) & MENDED_FOR_THEM else frozenset()


def is_earnable(row: Objective) -> bool:
    """Whether a look may still meet it: not once anybody but the players has taken a fault out."""
    gone = _healed(row.incident) & (MENDED_FOR_THEM | RAN_OUT)
    return not gone or row.key not in _mending(row.incident)


def is_done(incident: Incident, rows: Iterable[Objective]) -> bool:
    """Whether every objective is met or waived."""
    open_rows, skipped = [row for row in rows if row.met_at is None], is_waived(incident)
    return all(row.key in skipped for row in open_rows)


def _healed(incident: Incident) -> frozenset[str]:
    return frozenset(injection.healed_by for injection in incident.injections.all())


def _mending(incident: Incident) -> frozenset[str]:
    asked = parse.document_of(incident.scenario)
    return frozenset(each.id for each in asked.objectives if each.kind in ("probe", "command", "replay"))


def _close(incident: Incident, asked: Document, now: datetime, by: str) -> bool:
    rows = list(incident.objectives.all())
    if not rows or not is_done(incident, rows) or not incidents.resolve_incident(incident, now=now, by=by):
        return False
    if all(row.met_at for row in rows):
        _pay_speed(incident, asked, now)
    standings.recount_resolved(incident.gameday_id)
    return True


def _pay_speed(incident: Incident, asked: Document, now: datetime) -> None:
    elapsed = game_time.pauses_of(incident.gameday).seconds(incident.live_at or now, now)
    bonus = rules.speed_bonus(sum(each.points for each in asked.objectives), elapsed, asked.estimate)
    ledger.write_entry(
        incident.team,
        EntryKind.SPEED,
        bonus,
        key=f"speed:{incident.pk}",
        by=REFEREE,
        now=now,
        incident=incident,
        reason=format_lazy(
            _lazy("{scenario}: closed in {elapsed:.1f} minutes"), scenario=incident.scenario.title, elapsed=elapsed / 60
        ),
    )


def lock_objective(incident_id: int) -> Incident:
    """The incident, held against a second closer. NO KEY: ledger lines that point at it need not wait."""
    rows = Incident.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("gameday", "team", "scenario").get(pk=incident_id)


def _over(incident: Incident, now: datetime) -> bool:
    return not incident.is_open or bool(incident.expires_at and now >= incident.expires_at)


def _failed(row: Objective, reading: Reading, asked_for: bool) -> None:
    Objective.objects.filter(pk=row.pk).update(
        holding_since=None, checks=F("checks") + 1, failures=F("failures") + int(asked_for), detail=reading.why[:300]
    )
    if row.holding_since or asked_for:
        publish.tell_parts_changed(publish.team_topic(row.incident.team_id), "incidents")


def _well(row: Objective, detail: str, now: datetime) -> None:
    begins = {} if row.holding_since else {"holding_since": now, "improved_at": now}
    Objective.objects.filter(pk=row.pk).update(checks=F("checks") + 1, detail=detail, **begins)
    publish.tell_parts_changed(publish.team_topic(row.incident.team_id), "incidents")


def _first_check(asked: Document, key: str, practice: bool, now: datetime) -> datetime | None:
    seconds = check_interval(asked, key, practice=practice)
    return now + timedelta(seconds=seconds) if seconds else None


def _tell(incident: Incident, kind: str, number: int, player: Player | None, now: datetime) -> None:
    told = TOLD[kind][number % len(TOLD[kind])]
    activity.record_activity(
        gameday=incident.gameday,
        team=incident.team,
        player=player,
        verb=ActivityVerb.OBJECTIVE,
        now=now,
        incident=incident,
        public=kind != "probe" and not incident.practice,  # incidents.mitigate_incident tells that one
        text=format_lazy(
            "{told} ({title})", told=format_lazy(told, team=incident.team.name), title=incident.scenario.title
        ),
    )
    publish.tell_parts_changed(publish.team_topic(incident.team_id), "incidents")
    publish.tell_parts_changed(publish.control_topic(incident.gameday_id), "incidents")
