"""Evidence: has each seat that an objective needs had a hand in it? Reads only; evaluation holds payment back until then.

A hand is an act of somebody on that seat: on this incident, or in the team's sandbox since the incident went live.
Nobody is caught: a seat that is empty, or open to everybody, needs no hand of its own.
"""

from gameday.models import Activity, Incident, Player
from gameday.models.choices import HANDS_ON, Role
from scenarios.document.parse import Objective


def missing_seats(incident: Incident, asked: Objective) -> list[str]:
    """The seats whose hand an objective that needs both still waits for."""
    return sorted(lacks_evidence(incident) & set(asked.needs)) if len(asked.needs) > 1 else []


def lacks_evidence(incident: Incident) -> frozenset[str]:
    """The seats that are held by somebody who has not worked since the incident went live. Two queries at most."""
    held = seated_roles(incident)
    return held - seats_with_a_hand(incident) if held else held


def seats_with_a_hand(incident: Incident) -> frozenset[str]:
    """The seats from which somebody of the team has worked since the incident went live."""
    rows = Activity.objects.filter(
        team=incident.team_id, verb__in=HANDS_ON, player__isnull=False, at__gte=incident.live_at
    )
    return frozenset(rows.order_by().values_list("role", flat=True).distinct())


def seated_roles(incident: Incident) -> frozenset[str]:
    """The seats that somebody of the team holds alone; none while everybody may sit on both."""
    if incident.gameday.seats_open or incident.team.seats_open:
        return frozenset()
    here = Player.objects.filter(team=incident.team_id, joined_at__isnull=False)
    roles = set(here.order_by().values_list("role", flat=True).distinct())
    if len(roles) < 2:
        return frozenset()
    return frozenset(Role(role).other if incident.gameday.seats_swapped else role for role in roles)
