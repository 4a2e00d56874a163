"""Whether players may act on an incident now. Every verb of the team page asks here before it does anything."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident
from gameday.models.choices import GameDayState

STANDING_STILL: dict[str, Promise] = {
    GameDayState.PAUSED: _lazy(
        "The game day is paused: hints, answers and checks wait until it goes on. Nothing was lost."
    ),
    GameDayState.FINISHED: _lazy("The game day is over. The points are in the book."),
    GameDayState.ARCHIVED: _lazy("The game day is over. The points are in the book."),
}


def reason_not_to_act(incident: Incident) -> str:
    """Why players cannot act on this incident now, as one sentence; empty when they can."""
    if not incident.plays:
        return str(STANDING_STILL.get(incident.gameday.state, _("The game day has not started yet.")))
    if not incident.is_open:
        return _("This incident is {state}: there is nothing left to do about it.").format(state=incident.state)
    return ""
