"""The facilitators' desk: Django's admin, with the game day's verbs on the game day's page."""

from django.contrib import admin

from gameday.admin import gamedays, players, records

__all__ = ["gamedays", "players", "records"]

admin.site.site_header = "Gameday"
admin.site.site_title = "Gameday"
admin.site.index_title = "The facilitators' desk"
admin.site.enable_nav_sidebar = False
