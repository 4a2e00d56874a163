"""Messages in the control room: those that wait for their moment, and who has read those that were sent."""

from datetime import timedelta
from typing import Any

from django.contrib import messages as flash
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.access import facilitator_required
from gameday.models import GameDay
from gameday.team import messages
from gameday.team.messages import Audience
from scoring.pages.control.acting import facilitator_act
from scoring.pages.control.forms import ScheduleForm


def messages_context(gameday: GameDay) -> dict[str, Any]:
    """What waits, with its moment and its readers in words, and what was sent."""
    waiting = messages.waiting_messages(gameday)
    return {
        "gameday": gameday,
        "waiting_messages": [(row, messages.moment_of(row), messages.audience_of(row)) for row in waiting],
        "sent_messages": messages.sent_messages(gameday),
    }


def _facilitator(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _answer(request: HttpRequest, gameday: GameDay) -> HttpResponse | None:
    """To htmx the lists; a plain form goes back to the room."""
    if not getattr(request, "htmx", False):
        return None
    return render(request, "control/acts/messages_acted.html", messages_context(gameday))


@facilitator_required
def message_lists(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """What waits and what was sent, as it is now."""
    return render(request, "control/acts/messages.html", messages_context(gameday))


@facilitator_act
def schedule(request: HttpRequest, gameday: GameDay, *, by: str) -> HttpResponse | None:
    """Have a message sent later."""
    told = ScheduleForm(request.POST, gameday=gameday).told(_("Nothing was planned: "))
    minute = told["minute"]
    row = messages.schedule_message(
        gameday,
        sender=_facilitator(request),
        text=told["text"],
        audience=Audience(told["team"], told["player"], told["seat"]),
        send_at=told["moment"],
        send_after=None if minute is None else timedelta(minutes=float(minute)),
        now=timezone.now(),
    )
    flash.success(request, _("It is sent at {moment}.").format(moment=messages.moment_of(row)))
    return _answer(request, gameday)


@facilitator_act
def cancel(request: HttpRequest, gameday: GameDay, pk: int, *, by: str) -> HttpResponse | None:
    """Take a message back that waits."""
    row = get_object_or_404(gameday.scheduled_messages.select_related("gameday", "team", "player"), pk=pk)
    messages.cancel_message(row, by=_facilitator(request), now=timezone.now())
    flash.success(request, _("That message is not sent."))
    return _answer(request, gameday)
