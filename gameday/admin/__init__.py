"""The facilitators' desk: Django's admin, with the game day's verbs on the page of the game day."""

from gameday.admin import gamedays, players, records, staff, webhooks

__all__ = ["gamedays", "players", "records", "staff", "webhooks"]
