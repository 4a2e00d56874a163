"""Practice: an incident in the lobby that is worth nothing, for trying everything once; and who is ready.

The fault, the terminal, the hints and the keys are real. What is left of it when the day begins is healed.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.incidents import incidents
from gameday.live.changes import Change, tell
from gameday.models import Incident, Player, Team
from gameday.models.choices import ENDED, PRACTISING, ActivityVerb, SandboxState
from scenarios.models import Scenario
from scenarios.refusal import Refused

SCENARIO = "double-nap"


def begin_practice(player: Player, *, now: datetime) -> Incident:
    """Open the practice of the player's team. Raises Refused with what it waits for."""
    team = player.team
    if team is None or (why := practice_hindrance(team)):
        raise Refused(why if team else _("You sit in no team yet."))
    scenario = Scenario.objects.filter(slug=SCENARIO).order_by("-version").first()
    assert scenario, "practice_hindrance() looks whether it is there"
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        if current_practice(team):
            raise Refused(_("Your team practises already: it appears below in a moment."))
        incident = incidents.open_incident(team, scenario, now, now=now, practice=True)
        text = _lazy("{name} begins the practice")
        activity.record_activity(incident, ActivityVerb.PRACTICE, text, now=now, player=player, name=player.name)
        tell(Change.PRACTICE, gameday_id=team.gameday_id, team_id=team.pk)
    return incident


def practice_hindrance(team: Team) -> str:
    """Why a team cannot practise now; empty where it can."""
    if not team.gameday.practice:
        return _("There is no practice today.")
    if team.gameday.state not in PRACTISING:
        return _("Practice is for the lobby, before the day begins.")
    if team.gameday.halted_at or team.halted_at:
        return _("Everything is halted: nothing breaks until the facilitators release it.")
    if not team.sandboxes.filter(state=SandboxState.READY).exists():
        return _(
            "Your Unicorn Rentals is still being built: there is nothing to break yet. The button wakes up by itself."
        )
    if not Scenario.objects.filter(slug=SCENARIO).exists():
        return _("The practice scenario is not published here. Ask your facilitator.")
    return ""


def current_practice(team: Team) -> Incident | None:
    """The team's practice that goes on or is about to."""
    rows = team.incidents.filter(practice=True).exclude(state__in=ENDED)
    return rows.select_related("gameday", "team", "scenario").first()


def last_practice(team: Team) -> Incident | None:
    """The practice that was closed last."""
    return team.incidents.filter(practice=True, state__in=ENDED).order_by("-ended_at").first()


def stop_practice(player: Player, *, now: datetime) -> bool:
    """End the practice early; what broke is healed. Says whether there was one."""
    incident = current_practice(player.team) if player.team else None
    if incident is None or not incidents.close_incident(incident, why=_lazy("skipped."), by=player.name, now=now):
        return False
    tell(Change.PRACTICE, gameday_id=player.gameday_id, team_id=incident.team_id)
    return True


def set_ready(player: Player, ready: bool, *, now: datetime) -> bool:
    """A player says that the day may begin for them, or takes it back. Says whether that changed anything."""
    rows = Player.objects.filter(pk=player.pk, ready_at__isnull=ready)
    won = rows.update(ready_at=now if ready else None) == 1
    if won and player.team:
        tell(Change.PRACTICE, gameday_id=player.gameday_id, team_id=player.team.pk)
    return won
