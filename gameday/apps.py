"""App configuration: the director's, and Django's admin with the facilitators' desk as its site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin

from gameday import checks  # noqa: F401  (registers the system checks)


class DirectorConfig(AppConfig):
    name = "gameday"
    default = True
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(admin.SimpleAdminConfig):  # workers and commands need no page: Desk loads them
    default = False
    default_site = "gameday.admin_site.Desk"
