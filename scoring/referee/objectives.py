"""What players do about an objective: answer, turn a key, ask for a check; and the check itself, inside the sandbox.

What follows from an answer or a check is decided in evaluation.py.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.background.running_clock import RunningClock
from gameday.celery import app
from gameday.live.changes import Change, tell
from gameday.models import Activity, Host, Player
from gameday.models.choices import OPEN, ActivityVerb, Role
from gameday.models.incident import in_play
from gameday.models.player import BY_PRESENT
from gameday.sandboxes import addresses, provisioning
from scenarios import probes
from scenarios.choices import Outcome
from scenarios.document import parse
from scenarios.document.parse import AnswerGoal, CommandGoal, KeysGoal, ProbeGoal, ReplayGoal, UpdateGoal
from scenarios.objectives import command, replay
from scenarios.probes.base import Reading
from scenarios.refusal import Refused
from scenarios.sandbox.base import EngineError
from scoring import may_act
from scoring.ledger import game_time
from scoring.models import Attempt, KeyTurn, Objective
from scoring.referee import evaluation, two_keys, updates

WRONG_A_MINUTE = 5
MINUTE = timedelta(minutes=1)
CALL_AGAIN = 2.0  # seconds between two calls of a team about one incident
FARTHEST_CHECK = timedelta(minutes=11)  # a scenario names ten at most; one farther ahead was written by another clock
LOOK_AGAIN = 5.0  # seconds between two checks of an objective inside a sandbox


def answer_objective(objective: Objective, text: str, *, player: Player, now: datetime) -> Attempt:
    """Store an answer, and meet the objective when it is right. A wrong one costs no points.

    Raises Refused when the player's seat may not answer, or the team gave too many wrong answers within a minute.
    """
    goal = _goal(objective)
    if not isinstance(goal, AnswerGoal):
        raise Refused(_("There is no question to answer here."))
    if len(goal.needs) == 1 and not access.allowed_seats(player) & set(goal.needs):
        raise Refused(
            _("The {seat} seat answers this one. Tell them what you think.").format(seat=goal.needs[0].title())
        )
    with transaction.atomic():
        _held(objective)
        _rest_after_wrong(objective, now)
        attempt = Attempt.objects.create(
            objective=objective, player=player, text=text[:500], correct=goal.accepts(text), at=now
        )
        _act(objective, player, ActivityVerb.ANSWERED, _lazy("{player} answers: {text}"), now, text=text)
        if attempt.correct and (lacking := evaluation.seats_awaited(objective)):
            _note(objective, evaluation.waiting_detail(lacking))  # settle_answers meets it once that seat has worked
        elif attempt.correct:
            evaluation.meet_objective(objective, player, now)
        else:
            detail = _("“{text}” is not it.").format(text=text)
            _note(objective, detail, checks=F("checks") + 1, failures=F("failures") + 1)
    return attempt


def turn_key(objective: Objective, *, player: Player, now: datetime) -> bool:
    """Turn one of the two keys. Says whether both are turned now. Raises Refused when there is no key left for the player.

    Players turn the key of their own seat. One who may sit on both seats turns the other key by pressing again.
    """
    goal = _goal(objective)
    if not isinstance(goal, KeysGoal):
        raise Refused(_("There is no key to turn here."))
    with transaction.atomic():
        _held(objective)
        turned = _turned(objective, goal.within, now)
        role = next((role for role in _own_first(player) if role not in turned), None)
        if role is None:
            raise Refused(_("Your key is turned already. Call the other seat: both must be turned at the same time."))
        KeyTurn.objects.create(objective=objective, player=player, role=role, at=now)
        _act(objective, player, ActivityVerb.KEY, _lazy("{player} turns the {seat} key"), now, seat=Role(role).label)
        tell(Change.OBJECTIVE, gameday_id=objective.incident.gameday_id, team_id=objective.incident.team_id)
        return {*turned, role} == set(Role) and evaluation.meet_objective(objective, player, now)


def request_objective_check(objective: Objective, *, player: Player, now: datetime) -> None:
    """Check the objective now, instead of when it is due. Raises Refused when it cannot be checked, or was a moment ago."""
    goal = _goal(objective)
    if not isinstance(goal, ProbeGoal | CommandGoal | ReplayGoal):
        raise Refused(_("This one is not looked at: it is answered, or done with both keys."))
    if not evaluation.is_earnable(objective):
        raise Refused(evaluation.WAIVED)
    seconds = _every(objective)
    with transaction.atomic():
        _held(objective)
        _rest_after_call(objective, now)
        if seconds:
            _send_at_once(objective, seconds, now)
        _act(objective, player, ActivityVerb.CHECK, _lazy("{player} calls the referee: {goal}"), now, goal=goal.label)


def claim_due_checks(now: datetime) -> int:
    """Send every check that is due to its worker, each once. Returns how many."""
    moment = Q(check_due_at__lte=now) | Q(check_due_at__gt=now + FARTHEST_CHECK)
    due = Objective.objects.filter(in_play("incident__"), moment, met_at=None, incident__state__in=OPEN)
    rows = due.select_related("incident__scenario", "incident__team", "incident__gameday")
    return sum(_claim(row, now) for row in rows)


def check_objective(objective: Objective, now: datetime, *, asked_for: bool = False) -> bool:
    """Check the objective inside the sandbox, unless it cannot be met any more. Says whether that met it."""
    incident = objective.incident
    if objective.met_at or may_act.reason_not_to_act(incident) or not evaluation.is_earnable(objective):
        return False
    moment = RunningClock(now)
    reading = look_inside(objective)
    return evaluation.judge_reading(objective, reading, moment.now(), asked_for=asked_for)


def look_inside(objective: Objective) -> Reading:
    """Run the objective's check inside the team's sandbox. An EngineError becomes a Reading with the outcome `error`."""
    asked = parse.document_of(objective.incident.scenario)
    goal, row = asked.objective(objective.key), provisioning.ready_sandbox_of(objective.incident.team)
    if row is None:
        return Reading(Outcome.ERROR, why=_("The sandbox is not ready."))
    try:
        sandbox = provisioning.driver_of(row)
        if isinstance(goal, CommandGoal):
            return command.run_command_check(asked, parse.assets_of(objective.incident.scenario), goal, sandbox)
        if isinstance(goal, ReplayGoal):
            assets = parse.assets_of(objective.incident.scenario)
            return replay.run_replay(asked, assets, goal, sandbox, addresses.probe_host(row.host))
    except EngineError as error:
        return Reading(Outcome.ERROR, why=str(error))
    assert isinstance(goal, ProbeGoal)
    return probes.read_probe_now(asked.probe(goal.probe), base_url=addresses.probe_url(row), sandbox=sandbox)


def _goal(objective: Objective) -> parse.Objective:
    closed = may_act.reason_not_to_act(objective.incident)
    if closed:
        raise Refused(closed)
    if objective.met_at:
        raise Refused(_("That is done already, and paid."))
    return parse.document_of(objective.incident.scenario).objective(objective.key)


def _held(objective: Objective) -> None:
    """Lock the objective: of two players who act at once, the second one sees what the first one did."""
    evaluation.lock_incident(objective.incident_id)
    Objective.objects.select_for_update(no_key=True).get(pk=objective.pk)


def _rest_after_wrong(objective: Objective, now: datetime) -> None:
    lately = list(
        objective.attempts.filter(BY_PRESENT, correct=False, at__gt=now - MINUTE, at__lte=now)
        .order_by("-at")
        .values_list("at", flat=True)
    )
    if len(lately) >= WRONG_A_MINUTE:
        wait = (lately[WRONG_A_MINUTE - 1] + MINUTE - now).total_seconds()
        raise Refused(
            _(
                "{most} wrong answers within a minute: take a breath and a look at the shop. The "
                "next one is read in {wait} seconds."
            ).format(most=WRONG_A_MINUTE, wait=max(round(wait), 1))
        )


def _rest_after_call(objective: Objective, now: datetime) -> None:
    """Asking costs no points, so only this keeps players from filling the feed with it."""
    recent = now - timedelta(seconds=CALL_AGAIN)
    if Activity.objects.filter(
        incident=objective.incident, verb=ActivityVerb.CHECK, at__gt=recent, at__lte=now
    ).exists():
        raise Refused(_("Somebody of you has called the referee just now; that one counts for all of you."))


def _note(objective: Objective, detail: str, **columns: Any) -> None:
    Objective.objects.filter(pk=objective.pk).update(detail=detail[:300], **columns)
    tell(Change.OBJECTIVE, gameday_id=objective.incident.gameday_id, team_id=objective.incident.team_id)


def _turned(objective: Objective, within: float, now: datetime) -> set[str]:
    """The keys that are still turned: each falls back after `within` seconds of game time."""
    turns = objective.key_turns.filter(BY_PRESENT).select_related("player")
    return set(two_keys.look_at_keys(turns, within, game_time.pauses_of(objective.incident.gameday), now).turned)


def _own_first(player: Player) -> list[str]:
    seats = access.allowed_seats(player)
    return sorted(seats, key=lambda role: role != access.current_seat(player))


def _send_at_once(objective: Objective, seconds: float, now: datetime) -> None:
    """Claim the next check now. Checks are `seconds` apart, so the last one was that long before the next is due."""
    rested = now + timedelta(seconds=seconds - LOOK_AGAIN)
    rows = Objective.objects.filter(pk=objective.pk, met_at=None, check_due_at__lte=rested)
    if rows.update(check_due_at=now + timedelta(seconds=seconds)) != 1:
        raise Refused(_("The referee has just been there. Give it a few seconds, then ask again."))
    if not _send(objective, seconds, asked_for=True):
        raise Refused(_("Your sandbox is not ready, so there is nothing to look at yet."))


def _every(objective: Objective) -> float | None:
    incident = objective.incident
    return evaluation.check_interval(parse.document_of(incident.scenario), objective.key, practice=incident.practice)


def _claim(objective: Objective, now: datetime) -> bool:
    goal = parse.document_of(objective.incident.scenario).objective(objective.key)
    if isinstance(goal, UpdateGoal):
        return updates.turn_update(objective, goal, now)
    seconds = _every(objective)
    rows = Objective.objects.filter(pk=objective.pk, check_due_at=objective.check_due_at)
    won = rows.update(check_due_at=now + timedelta(seconds=seconds) if seconds else None) == 1
    return won and bool(seconds) and _send(objective, seconds or 0.0, asked_for=False)


def _send(objective: Objective, seconds: float, *, asked_for: bool) -> bool:
    """Send the check to the worker on the sandbox's host, after the commit. It is dropped when no worker takes it in time."""
    row = provisioning.ready_sandbox_of(objective.incident.team)
    if row is None:
        return False
    transaction.on_commit(lambda: _enqueue(objective.pk, row.host, seconds, asked_for), robust=True)
    return True


def _enqueue(pk: int, host: Host, seconds: float, asked_for: bool) -> None:
    app.send_task("scoring.tasks.check", args=[pk, asked_for], queue=host.queue, expires=seconds, retry=False)


def _act(
    objective: Objective, player: Player, verb: ActivityVerb, template: str | Promise, now: datetime, **names: Any
) -> None:
    activity.record_activity(objective.incident, verb, template, now=now, player=player, **names)
