"""What lies on the facilitators' desk: Django's admin, with the game day's verbs on the game day's page."""

from gameday.admin import gamedays, players, records

__all__ = ["gamedays", "players", "records"]
