"""App configuration."""

from django.apps import AppConfig

from gameday import checks  # noqa: F401  (registers the system checks)


class DirectorConfig(AppConfig):
    name = "gameday"
    default_auto_field = "django.db.models.BigAutoField"
