"""The boss asks how things stand: when they ask, what a team tells them, and what becomes of it.

What a text has to name is judged at once; where the scenario does not say, a facilitator judges, and the time that this takes
is given back to the team. An update keeps no incident open: one that was sent in time is paid when its incident is over, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from gameday import access, activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Player
from gameday.models.choices import ActivityVerb, GameDayState, IncidentState
from gameday.models.player import BY_PRESENT
from scenarios.document import parse
from scenarios.document.parse import UpdateGoal
from scenarios.refusal import Refused
from scoring import may_act
from scoring.ledger import game_time
from scoring.ledger.game_time import Pauses
from scoring.models import Objective, StatusUpdate, UpdateVerdict
from scoring.referee import evaluation

LARGEST = 2000  # characters
LONGEST_WORD = 300
LOOK_AGAIN = timedelta(minutes=10)  # at the latest; see objectives.FARTHEST_CHECK


@dataclass(frozen=True)
class UpdateView:
    """How one update stands. `asked_in`, `left`: seconds of game time until the boss asks, and for which they still wait;
    None where that is past. `told`: what the team has sent last."""

    prompt: str
    asked_in: float | None
    left: float | None
    told: StatusUpdate | None

    @property
    def is_open(self) -> bool:
        """Whether the team may tell the boss something now."""
        return self.asked_in is None and self.left is not None and not (self.told and self.told.waits)


def look_at_update(row: Objective, goal: UpdateGoal, paused: Pauses, now: datetime) -> UpdateView:
    """How it stands at `now`. One query, unless the updates were fetched before."""
    sent = sorted(row.updates.all(), key=lambda update: (update.at, update.pk))
    age = paused.seconds(row.incident.live_at or now, now)
    left = goal.after + goal.within + _time_waited(sent, paused, now) - age
    asked_in = goal.after - age
    return UpdateView(
        goal.prompt, asked_in if asked_in > 0 else None, left if left > 0 else None, sent[-1] if sent else None
    )


def _time_waited(sent: Iterable[StatusUpdate], paused: Pauses, now: datetime) -> float:
    """Seconds for which the team waited for verdicts."""
    return sum(paused.seconds(update.at, update.judged_at or now) for update in sent)


def turn_update(row: Objective, goal: UpdateGoal, now: datetime) -> bool:
    """At its moment: have the boss ask, or stop waiting. The clock calls it. Says whether this call did something."""
    stands = look_at_update(row, goal, game_time.pauses_of(row.incident.gameday), now)
    seconds = stands.asked_in or stands.left
    due = None if seconds is None else now + min(timedelta(seconds=seconds), LOOK_AGAIN)
    asks = stands.asked_in is None and not row.checks
    claimed = Objective.objects.filter(pk=row.pk, met_at=None, check_due_at=row.check_due_at)
    with transaction.atomic():
        if claimed.update(check_due_at=due, checks=int(asks or row.checks > 0)) != 1 or stands.asked_in:
            return False
        if asks:
            _act(row, _lazy("The boss asks: {prompt}"), now, prompt=goal.prompt)
        elif due is None and not (stands.told and stands.told.waits):
            _act(row, _lazy("The boss has stopped waiting for an update"), now)
    return True


def send_update(row: Objective, text: str, *, player: Player, now: datetime) -> StatusUpdate:
    """Tell the boss how things stand. Raises Refused; then nothing was sent."""
    goal, text = _goal(row), text.replace("\r\n", "\n").strip()
    _check_text(text)
    if goal.needs and not access.allowed_seats(player) & set(goal.needs):
        raise Refused(
            _("The {seat} seat tells the boss this. Tell them what you think.").format(seat=goal.needs[0].title())
        )
    with transaction.atomic():
        evaluation.lock_incident(row.incident_id)
        row.updates.filter(verdict=UpdateVerdict.WAITING, player__removed_at__isnull=False).update(
            verdict=UpdateVerdict.DECLINED, judged_at=now
        )
        locked = Objective.objects.select_for_update(no_key=True, of=("self",)).select_related("incident__gameday")
        _check_time(look_at_update(locked.get(pk=row.pk), goal, game_time.pauses_of(row.incident.gameday), now))
        update = StatusUpdate.objects.create(objective=row, player=player, text=text, at=now)
        _act(row, _lazy("{player} tells the boss: {text}"), now, player=player, text=text)
        if goal.names:
            _judge_by_names(update, goal, now)
    return update


def _goal(row: Objective) -> UpdateGoal:
    goal = parse.document_of(row.incident.scenario).objective(row.key)
    if not isinstance(goal, UpdateGoal):
        raise Refused(_("The boss has asked nothing here."))
    if closed := may_act.reason_not_to_act(row.incident):
        raise Refused(closed)
    if row.met_at:
        raise Refused(_("That is done already, and paid."))
    return goal


def _check_text(text: str) -> None:
    if not text:
        raise Refused(_("There was nothing in it, so nothing was sent."))
    if len(text) > LARGEST:
        raise Refused(
            _(
                "That has {count} characters and the boss reads {most}: nothing was sent, and your text is still in the field."
            ).format(count=len(text), most=LARGEST)
        )


def _check_time(stands: UpdateView) -> None:
    if stands.asked_in is not None:
        raise Refused(_("The boss has not asked yet."))
    if stands.told and stands.told.waits:
        raise Refused(_("One of you has told the boss already. Wait for what they say: the time is given back."))
    if stands.left is None:
        raise Refused(_("The boss has stopped waiting. Nothing was sent, and nothing is lost but these points."))


def _judge_by_names(update: StatusUpdate, goal: UpdateGoal, now: datetime) -> None:
    named = goal.named_in(update.text)
    lacks = named.count(False)
    with vocabulary.in_language_of(update.objective.incident.gameday):
        word = (
            ngettext(
                "I miss {number} thing that I have to know.", "I miss {number} things that I have to know.", lacks
            ).format(number=lacks)
            if lacks
            else _("Thank you, that is what I had to know.")
        )
    _decide(update, not lacks, word, "", now)


def waiting_updates(gameday: GameDay) -> list[StatusUpdate]:
    """What facilitators have to judge, the oldest first. One query."""
    rows = StatusUpdate.objects.filter(
        BY_PRESENT, objective__incident__gameday=gameday, verdict=UpdateVerdict.WAITING
    ).exclude(objective__incident__state=IncidentState.VOIDED)
    return list(
        rows.select_related("player", "objective__incident__team", "objective__incident__scenario").order_by("at")
    )


def judge_update(update: StatusUpdate, *, accepted: bool, word: str, by: str, now: datetime) -> None:
    """Say whether it will do. Raises Refused, for one that another facilitator has judged or that counts no more."""
    incident, word = update.objective.incident, " ".join(word.split())
    if len(word) > LONGEST_WORD:
        raise Refused(_("That word has {count} characters, and {most} fit.").format(count=len(word), most=LONGEST_WORD))
    if incident.state == IncidentState.VOIDED or incident.gameday.state == GameDayState.ARCHIVED:
        raise Refused(_("That incident counts no more, so there is nothing to judge."))
    with transaction.atomic():
        _decide(update, accepted, word, by, now)
        told = (
            _lazy("{by} takes the update for the boss: {word}")
            if accepted
            else _lazy("{by} does not take the update for the boss: {word}")
        )
        _act(update.objective, told, now, by=by, word=word or "–")


def _decide(update: StatusUpdate, accepted: bool, word: str, by: str, now: datetime) -> None:
    verdict = UpdateVerdict.ACCEPTED if accepted else UpdateVerdict.DECLINED
    rows = StatusUpdate.objects.filter(pk=update.pk, verdict=UpdateVerdict.WAITING)
    if rows.update(verdict=verdict, word=word, judged_by=by, judged_at=now) != 1:
        update.refresh_from_db(fields=["judged_by"])
        raise Refused(_("{name} has judged this one already.").format(name=update.judged_by or _("Somebody else")))
    update.verdict, update.word, update.judged_by, update.judged_at = verdict, word, by, now
    if accepted:
        evaluation.meet_update(update.objective, update.player, now)


def _act(row: Objective, template: Promise, now: datetime, *, player: Player | None = None, **names: Any) -> None:
    activity.record_activity(row.incident, ActivityVerb.UPDATE, template, now=now, player=player, **names)
    tell(Change.UPDATE, gameday_id=row.incident.gameday_id, team_id=row.incident.team_id)
