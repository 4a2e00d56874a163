"""May a team act on an incident now? One sentence when not, for every verb of the team page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident

STANDING_STILL = {
    "paused": _lazy("The game day is paused: hints, answers and checks wait until it goes on. Nothing was lost."),
    "finished": _lazy("The game day is over. The points are in the book."),
    "archived": _lazy("The game day is over. The points are in the book."),
}


def reason_not_to_act(incident: Incident) -> str:
    """Why nothing can be done about this incident now; empty when something can."""
    if not incident.plays:
        return str(STANDING_STILL.get(incident.gameday.state, _("The game day has not started yet.")))
    if not incident.is_open:
        return _("This incident is {state}: there is nothing left to do about it.").format(state=incident.state)
    return ""
