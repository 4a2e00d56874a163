"""The facilitators' desk: Django's admin, with the game day's verbs on the page of the game day."""

from gameday.admin import gamedays, hosts, players, records, staff, webhooks

__all__ = ["gamedays", "hosts", "players", "records", "staff", "webhooks"]
