"""Commanders: who leads the work on an incident. The team names them; of two who name at once the first one wins."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live import publish
from gameday.models import Incident, Player
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused


def name_commander(incident: Incident, commander: Player, *, by: Player, seen: int | None, now: datetime) -> bool:
    """Make somebody of the team the commander. `seen`: the id of whom the page showed; says whether it changed anything.

    Raises Refused where somebody else was named meanwhile, or where the chosen one is of another team.
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
        activity.record_activity(
            gameday=incident.gameday,
            team=incident.team,
            player=by,
            verb=ActivityVerb.COMMANDER,
            now=now,
            incident=incident,
            text=_told(incident, commander, by, seen),
        )
        publish.tell_parts_changed(publish.team_topic(incident.team_id), "incidents", "presence")
        publish.tell_parts_changed(publish.control_topic(incident.gameday_id), "incidents")
    return True


def _told(incident: Incident, commander: Player, by: Player, seen: int | None) -> Promise:
    about = {"by": by.name, "name": commander.name, "title": incident.scenario.title}
    if commander == by:
        return format_lazy(_lazy("{by} takes command of “{title}”"), **about)
    if seen == by.pk:
        return format_lazy(_lazy("{by} hands the command of “{title}” over to {name}"), **about)
    return format_lazy(_lazy("{by} names {name} commander of “{title}”"), **about)
