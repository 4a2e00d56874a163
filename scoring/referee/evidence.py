"""Evidence that both seats have worked on an incident. Reads only; evaluation does not pay an objective before.

Any activity in HANDS_ON counts, by a player on that seat, since the incident went live. A seat that is empty, or open to all
players of the team, needs none.
"""

from gameday.models import Activity, Incident, Player
from gameday.models.choices import HANDS_ON, Role
from gameday.models.player import BY_PRESENT
from scenarios.document.parse import Objective


def missing_seats(incident: Incident, asked: Objective) -> list[str]:
    """The seats, sorted, that still have to work before an objective that needs both can be paid. Empty for one that needs one."""
    return sorted(lacks_evidence(incident) & set(asked.needs)) if len(asked.needs) > 1 else []


def lacks_evidence(incident: Incident) -> frozenset[str]:
    """The seats that are taken, but whose players have not worked since the incident went live. Two queries at most."""
    held = seated_roles(incident)
    return held - seats_with_a_hand(incident) if held else held


def seats_with_a_hand(incident: Incident) -> frozenset[str]:
    """The seats from which players of the team have worked since the incident went live."""
    rows = Activity.objects.filter(
        BY_PRESENT, team=incident.team_id, verb__in=HANDS_ON, player__isnull=False, at__gte=incident.live_at
    )
    return frozenset(rows.order_by().values_list("role", flat=True).distinct())


def seated_roles(incident: Incident) -> frozenset[str]:
    """The seats that the team's players hold, when both are taken. Empty while every player may sit on both."""
    if incident.gameday.seats_open or incident.team.seats_open:
        return frozenset()
    here = Player.objects.filter(team=incident.team_id, joined_at__isnull=False)
    roles = frozenset(here.order_by().values_list("role", flat=True).distinct())
    return roles if len(roles) == len(Role) else frozenset()  # both: swapped seats are the same two
