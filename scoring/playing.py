"""May a team act on an incident now? One sentence when not, for every verb of the team page."""

from gameday.models import Incident

STANDING_STILL = {
    "paused": "The game day is paused: hints, answers and checks wait until it goes on. Nothing was lost.",
    "finished": "The game day is over. The points are in the book.",
    "archived": "The game day is over. The points are in the book.",
}


def why_not(incident: Incident) -> str:
    """Why nothing can be done about this incident now; empty when something can."""
    if incident.gameday.state != "running":
        return STANDING_STILL.get(incident.gameday.state, "The game day has not started yet.")
    if not incident.is_open:
        return f"This incident is {incident.state}: there is nothing left to do about it."
    return ""
