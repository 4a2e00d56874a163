"""When rounds open: at their moment, later each in its turn, or now because a facilitator says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import F
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.incidents import incidents
from gameday.language.spans import write_span
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Round
from gameday.models.choices import ActivityVerb, GameDayState, PlanKind
from scenarios.refusal import Refused

IN_TIME = timedelta(seconds=5)  # a round that opens later than this was late


def open_rounds(together: Sequence[Round], now: datetime) -> None:
    """Open rounds that are planned for one moment. Where that is over, those to come keep their distance from them."""
    gameday, late = together[0].gameday, now - incidents.moment_of(together[0])
    with transaction.atomic():
        opened = [incident for round in together for incident in incidents.open_round(round, now)]
        if opened and late > IN_TIME:
            _postpone(gameday, timedelta(seconds=ceil(late.total_seconds())), now)


def _postpone(gameday: GameDay, by: timedelta, now: datetime) -> None:
    later = {"starts_after": F("starts_after") + by}
    gameday.marks.filter(kind__in=(PlanKind.BREAK, PlanKind.RUSH), done_at=None).update(**later)
    if gameday.rounds.filter(opened_at=None).update(**later):
        text = _lazy("A round opened {late} late; those to come keep their distance from it")
        activity.record_activity(gameday, ActivityVerb.TROUBLE, text, now=now, late=lazy(write_span, str)(by))
        tell(Change.GAMEDAY_EDITED, gameday_id=gameday.pk)


def open_round_now(round: Round, *, by: str, now: datetime) -> None:
    """A facilitator opens a round before or after its moment; the others stay where they are. Raises Refused."""
    gameday = round.gameday
    if gameday.state != GameDayState.RUNNING:
        raise Refused(
            _("The round was not opened: the game day is {state}. Start or resume it first.").format(
                state=gameday.state
            )
        )
    if gameday.halted_at:
        raise Refused(_("The round was not opened: everything is halted. Release the halt first."))
    with transaction.atomic():
        if not incidents.open_round(round, now, due=now):
            raise Refused(_("This round has opened already."))
        text = _lazy("{by} opens the round “{title}” now")
        activity.record_activity(gameday, ActivityVerb.INJECTED, text, now=now, by=by, title=round.scenario.title)
