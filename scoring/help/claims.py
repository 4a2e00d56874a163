"""What the staff do with a need of the queue: claim it, hand it over, answer it, close it. Of two who claim at once one has it."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.live.changes import Change, tell
from gameday.models import ChatLine, GameDay, Incident, Sandbox, Team
from gameday.models.choices import ActivityVerb
from gameday.team import chat
from scenarios.refusal import Refused
from scoring.help import calls, radar
from scoring.models import HelpCall, NeedClaim, NeedKind


def staff_who_help() -> list[User]:
    """To whom a need may be handed over: facilitators and helpers, by name."""
    staff = get_user_model().objects.filter(is_staff=True, is_active=True).select_related("staff_duty")
    return [user for user in staff.order_by("username") if access.may_help(user)]


def team_in_need(gameday: GameDay, kind: NeedKind, subject: int) -> Team | None:
    """The team of this game day whose need it is; None where there is no such thing."""
    rows: dict[NeedKind, QuerySet] = {
        NeedKind.CALL: HelpCall.objects.all(),
        NeedKind.SANDBOX: Sandbox.objects.all(),
        NeedKind.QUESTION: ChatLine.objects.all(),
        NeedKind.STUCK: Incident.objects.all(),
    }
    row = rows[kind].filter(pk=subject, team__gameday=gameday).select_related("team__gameday").first()
    return row.team if row else None


def claim_need(team: Team, kind: NeedKind, subject: int, *, by: User, now: datetime) -> None:
    """Take it. Raises Refused with the name of who has taken it already."""
    if kind == NeedKind.CALL:
        calls.claim_call(_call(subject), facilitator=by, now=now)
        return
    with transaction.atomic():
        row = _row(team, kind, subject)
        if _free(row).update(facilitator=by, claimed_at=now, closed_at=None, closed_score=0):
            _tell(team, kind, _lazy("{by} looks after {team}: {what}"), now, by=by)
        else:
            _refuse_unless(row, by)


def hand_over_need(team: Team, kind: NeedKind, subject: int, *, to: User | None, by: User, now: datetime) -> None:
    """Give it to another one of the staff, or back to the queue. Raises Refused.

    Who has it may do that; everybody, where nobody has it; and a facilitator always, since people go home.
    """
    if to and not access.may_help(to):
        raise Refused(_("{name} may only look, so nothing was handed over.").format(name=to))
    if kind == NeedKind.CALL:
        calls.hand_over_call(_call(subject), to=to, by=by, now=now)
        return
    with transaction.atomic():
        row = _row(team, kind, subject)
        found = NeedClaim.objects.filter(pk=row.pk, facilitator=row.facilitator)
        _refuse_unless_theirs(row.facilitator, by)
        if not found.update(facilitator=to, claimed_at=now if to else None):
            raise Refused(_("That was handed over a moment ago. Nothing was changed."))
        told = _lazy("{by} hands {team} over to {to}: {what}") if to else _lazy("{by} gives {team} back: {what}")
        _tell(team, kind, told, now, by=by, to=to)


def close_need(team: Team, kind: NeedKind, subject: int, text: str = "", *, by: User, now: datetime) -> None:
    """End it; `text` is the answer, and goes to the team's chat. Raises Refused; then nothing was said or ended."""
    if kind == NeedKind.CALL:
        call = _call(subject)
        _refuse_unless_theirs(call.facilitator if call.is_claimed else None, by)
        calls.close_call(call, text, facilitator=by, now=now)
        return
    with transaction.atomic():
        row = _row(team, kind, subject)
        _refuse_unless_theirs(row.facilitator, by)
        if text.strip():
            chat.say_in_chat(team, text, facilitator=by, now=now)
        score = _score(subject, now) if kind == NeedKind.STUCK else 0
        NeedClaim.objects.filter(pk=row.pk).update(facilitator=None, closed_at=now, closed_score=score)
        _tell(team, kind, _lazy("{by} closes {team}: {what}"), now, by=by)


def _call(subject: int) -> HelpCall:
    return HelpCall.objects.select_related("team__gameday", "player", "incident", "facilitator").get(pk=subject)


def _row(team: Team, kind: NeedKind, subject: int) -> NeedClaim:
    row, _fresh = NeedClaim.objects.select_related("facilitator").get_or_create(
        kind=kind, subject=subject, defaults={"gameday": team.gameday}
    )
    return row


def _free(row: NeedClaim) -> "QuerySet[NeedClaim]":
    return NeedClaim.objects.filter(pk=row.pk, facilitator=None)


def _score(incident_id: int, now: datetime) -> int:
    incident = Incident.objects.select_related("scenario", "gameday", "team").get(pk=incident_id)
    return radar.stuck_score(incident, now).score if incident.is_open else 0


def _refuse_unless(row: NeedClaim, by: User) -> None:
    """Two pressed at once: the one who has it need not hear of it."""
    row.refresh_from_db()
    if row.facilitator != by:
        name = row.facilitator.get_username() if row.facilitator else _("Somebody else")
        raise Refused(_("{name} has taken that already, so you need not.").format(name=name))


def _refuse_unless_theirs(holder: User | None, by: User) -> None:
    if holder and holder != by and not access.may_control(by):
        raise Refused(
            _("{name} has taken that. Ask them to hand it over; nothing was changed.").format(
                name=holder.get_username()
            )
        )


def _tell(team: Team, kind: NeedKind, text: Promise, now: datetime, *, by: User, to: User | None = None) -> None:
    """In the control room's log alone, and at once on every open control room."""
    names: dict[str, Any] = {"by": by.get_username(), "to": to.get_username() if to else "", "what": kind.label}
    activity.record_activity(team.gameday, ActivityVerb.HELP, text, now=now, team=team.name, **names)
    tell(Change.NEED, gameday_id=team.gameday_id)
