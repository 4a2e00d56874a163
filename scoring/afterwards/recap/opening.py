"""Opens the recap of a day for its players, and closes it again. Facilitators see it at any time."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused
from scoring.models import Recap


def open_recap(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Let the players see it. Returns whether that changed anything. Raises Refused."""
    if not gameday.is_over:
        raise Refused(
            _("It cannot be opened: the game day is {state}. Finish it first; you see the recap at any time.").format(
                state=gameday.get_state_display()
            )
        )
    if gameday.is_finished and gameday.frozen_at and not gameday.revealed_at:
        raise Refused(
            _("It cannot be opened: the board is still frozen, and the recap tells its points. Reveal them first.")
        )
    return _set_opened(gameday, now, _lazy("The recap is open: look at what your team takes home"), by=by, now=now)


def close_recap(gameday: GameDay, *, by: str, now: datetime) -> bool:
    """Show it to facilitators alone. Nothing in it is lost. Returns whether that changed anything."""
    return _set_opened(gameday, None, _lazy("{by} closes the recap"), by=by, now=now)


def _set_opened(gameday: GameDay, opened_at: datetime | None, text: Promise, *, by: str, now: datetime) -> bool:
    with transaction.atomic():
        Recap.objects.get_or_create(gameday=gameday)
        rows = Recap.objects.filter(gameday=gameday, opened_at__isnull=opened_at is not None)
        if rows.update(opened_at=opened_at) != 1:
            return False
        activity.record_activity(gameday, ActivityVerb.RECAP, text, now=now, public=opened_at is not None, by=by)
        tell_teams(Change.RECAP, gameday.team_ids(), gameday_id=gameday.pk)
    return True
