"""Commanders: who leads the work on an incident. The team names them; of two who name at once the first one wins."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell
from gameday.models import Incident, Player
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused


def name_commander(incident: Incident, commander: Player, *, by: Player, seen: int | None, now: datetime) -> bool:
    """Make a player of the team the commander; says whether that changed anything.

    `seen` is the id of the commander whom the page showed, None where it showed none. Raises Refused where another one was
    named meanwhile, where the chosen player is of another team, or where the incident is over.
    """
    if commander.team_id != incident.team_id:
        raise Refused(_("{name} does not play in this team any more.").format(name=commander.name))
    if not incident.is_open:
        raise Refused(_("This incident is over: there is nothing left to command."))
    if commander.pk == seen:
        return False
    with transaction.atomic():
        if Incident.objects.filter(pk=incident.pk, commander=seen).update(commander=commander) != 1:
            raise Refused(_("Somebody else has just been named. Look again, then hand over if you still want to."))
        text = _told(commander, by, seen)
        names: dict[str, Any] = {"by": by.name, "name": commander.name, "title": incident.scenario.title}
        activity.record_activity(incident, ActivityVerb.COMMANDER, text, now=now, player=by, **names)
        tell(Change.COMMANDER, gameday_id=incident.gameday_id, team_id=incident.team_id)
    return True


def _told(commander: Player, by: Player, seen: int | None) -> Promise:
    if commander == by:
        return _lazy("{by} takes command of “{title}”")
    if seen == by.pk:
        return _lazy("{by} hands the command of “{title}” over to {name}")
    return _lazy("{by} names {name} commander of “{title}”")
