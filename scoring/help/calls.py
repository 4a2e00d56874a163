"""Calls for help: a team calls the facilitators, one of them comes, and says in the team's chat what there is to say.

A team has one unanswered call at most. Of two facilitators who say at once that they are coming, one is, and the other
reads who.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Incident, Player, Team
from gameday.models.choices import OVER, ActivityVerb
from gameday.models.player import BY_PRESENT
from gameday.team import chat
from scenarios.refusal import Refused
from scoring.models import HelpCall, HelpCallState
from scoring.models.choices import UNANSWERED

LONGEST_SENTENCE = 300  # characters
LONGEST_CALL = 2000  # with what was added to it
ALREADY_OVER = _lazy("That call is over already: it was answered or taken back. Nothing was changed.")


def unanswered_call(team: Team) -> HelpCall | None:
    """The team's call that nobody has answered yet, if there is one. One query."""
    return _unanswered().filter(team=team).first()


def unanswered_calls(gameday: GameDay) -> dict[int, HelpCall]:
    """Team id -> its call, the oldest first. One query."""
    return {call.team_id: call for call in _unanswered().filter(team__gameday=gameday)}


def _unanswered() -> "QuerySet[HelpCall]":
    rows = HelpCall.objects.filter(BY_PRESENT, state__in=UNANSWERED).exclude(team__gameday__state__in=OVER)
    return rows.select_related("player", "facilitator", "incident__scenario")


def call_for_help(player: Player, text: str, *, now: datetime, incident: Incident | None = None) -> HelpCall:
    """Call the facilitators to the player's team. If it has called already, `text` is added to that call.

    Raises Refused; then nobody was called.
    """
    team, text = player.team, " ".join(text.split())
    assert team
    if player.gameday.is_over:
        raise Refused(_("The game day is over, so nobody is called. Ask across the room."))
    if len(text) > LONGEST_SENTENCE:
        raise Refused(
            _("That has {count} characters, and a call takes {most}: nobody was called. Say it shorter.").format(
                count=len(text), most=LONGEST_SENTENCE
            )
        )
    with transaction.atomic():
        _lapse(HelpCall.objects.filter(team=team, state__in=UNANSWERED, player__removed_at__isnull=False), now)
        call, fresh = HelpCall.objects.get_or_create(
            team=team,
            state__in=UNANSWERED,
            defaults={"player": player, "text": text, "incident": incident, "at": now},
        )
        if not fresh:
            _add_sentence(call, player, text)
        if fresh or text:
            told = (
                _lazy("{player} calls the facilitators: {said}") if text else _lazy("{player} calls the facilitators")
            )
            _record(call, told, now, player=player, said=text)
    return call


def _add_sentence(call: HelpCall, player: Player, text: str) -> None:
    """Many may add to a call at once, and every sentence stays."""
    line = f"{player.name}: {text}"
    if text and len(call.text) + len(line) > LONGEST_CALL:
        raise Refused(
            _("The facilitators were called and have enough to read. The rest can wait until they are there.")
        )
    found = HelpCall.objects.filter(pk=call.pk, state__in=UNANSWERED)
    if text and not found.update(text=Concat(F("text"), Value("\n" if call.text else ""), Value(line))):
        raise Refused(
            _("Your call was answered a moment ago. Read the chat, and call again if you still need somebody.")
        )


def take_call_back(call: HelpCall, *, player: Player, now: datetime) -> None:
    """The team helps itself. Anybody of the team may say so. Raises Refused."""
    with transaction.atomic():
        _move(call, HelpCallState.TAKEN_BACK, ended_at=now)
        _record(call, _lazy("{player} takes the call for help back"), now, player=player)


def claim_call(call: HelpCall, *, facilitator: User, now: datetime) -> None:
    """Say that this facilitator is coming. Raises Refused with the name of who is coming already."""
    with transaction.atomic():
        found = HelpCall.objects.filter(pk=call.pk, state=HelpCallState.WAITING)
        if not found.update(state=HelpCallState.COMING, facilitator=facilitator, claimed_at=now):
            _refuse_claim(call, facilitator)
            return
        _record(call, _lazy("{by} is coming to {team}"), now, by=facilitator.get_username())


def _refuse_claim(call: HelpCall, facilitator: User) -> None:
    call.refresh_from_db()
    if not call.is_unanswered:
        raise Refused(str(ALREADY_OVER))
    if call.facilitator != facilitator:
        who = call.facilitator.get_username() if call.facilitator else _("Somebody else")
        raise Refused(_("{name} is on the way there already, so you need not go.").format(name=who))


def hand_over_call(call: HelpCall, *, to: User | None, by: User, now: datetime) -> None:
    """Give it to another one of the staff, or let it wait again. Raises Refused, also where somebody else has it.

    A facilitator may take it from anybody, since people go home.
    """
    holder = call.facilitator if call.is_claimed else None
    if holder and holder != by and not access.may_control(by):
        raise Refused(
            _("{name} has taken that. Ask them to hand it over; nothing was changed.").format(
                name=holder.get_username()
            )
        )
    with transaction.atomic():
        found = HelpCall.objects.filter(
            pk=call.pk, state=call.state, facilitator=call.facilitator, state__in=UNANSWERED
        )
        state = HelpCallState.COMING if to else HelpCallState.WAITING
        if not found.update(state=state, facilitator=to, claimed_at=now if to else None):
            raise Refused(str(ALREADY_OVER) if not call.is_unanswered else _("That was handed over a moment ago."))
        told = _lazy("{by} hands the call over to {to}") if to else _lazy("{by} gives the call back")
        _record(call, told, now, by=by.get_username(), to=to.get_username() if to else "")


def close_call(call: HelpCall, text: str = "", *, facilitator: User, now: datetime) -> None:
    """End a call; `text` is the answer, and goes to the team's chat. Raises Refused; then nothing was said or ended."""
    answered = bool(text.strip())
    with transaction.atomic():
        to = HelpCallState.ANSWERED if answered else HelpCallState.CLOSED
        _move(call, to, ended_at=now, facilitator=facilitator)
        if answered:
            caller = call.player if call.player and call.player.team_id == call.team_id else None
            said = f"@{caller.name} {text}" if caller else text
            chat.say_in_chat(call.team, said, facilitator=facilitator, now=now)
        told = _lazy("{by} answers the call for help") if answered else _lazy("{by} closes the call for help")
        _record(call, told, now, by=facilitator.get_username())


def lapse_stale_calls(now: datetime) -> int:
    """End the calls of days that are over, and of people who were taken out. The clock calls it. Returns how many."""
    stale = Q(team__gameday__state__in=OVER) | Q(player__removed_at__isnull=False)
    return _lapse(HelpCall.objects.filter(stale, state__in=UNANSWERED), now)


def _lapse(rows: "QuerySet[HelpCall]", now: datetime) -> int:
    found = [(call.pk, call.team.gameday_id, call.team_id) for call in rows.select_related("team")]
    for pk, gameday_id, team_id in found:
        ended = HelpCall.objects.filter(pk=pk, state__in=UNANSWERED)
        if ended.update(state=HelpCallState.LAPSED, ended_at=now):
            tell(Change.HELP_CALL, gameday_id=gameday_id, team_id=team_id)
    return len(found)


def _move(call: HelpCall, to: HelpCallState, **columns: Any) -> None:
    if not HelpCall.objects.filter(pk=call.pk, state__in=UNANSWERED).update(state=to, **columns):
        raise Refused(str(ALREADY_OVER))


def _record(call: HelpCall, text: Promise, now: datetime, *, player: Player | None = None, **names: Any) -> None:
    """In the team's feed and the control room's log; never on the board."""
    activity.record_activity(
        call.team, ActivityVerb.HELP, text, now=now, player=player, incident=call.incident, **names
    )
    tell(Change.HELP_CALL, gameday_id=call.team.gameday_id, team_id=call.team_id)
