"""App configuration: the director's, and Django's admin with the facilitators' desk as its site."""

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin

from gameday.language import labels


class DirectorConfig(AppConfig):
    name = "gameday"
    default = True
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        labels.put_on(apps.get_models())  # before the admin makes its forms


class DeskConfig(admin.AdminConfig):
    default = False
    default_site = "gameday.admin_site.Desk"
