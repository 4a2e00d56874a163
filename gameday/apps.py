"""App configuration."""

from django.apps import AppConfig


class DirectorConfig(AppConfig):
    name = "gameday"
    default_auto_field = "django.db.models.BigAutoField"
