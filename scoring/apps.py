"""App configuration."""

from django.apps import AppConfig


class RefereeConfig(AppConfig):
    name = "scoring"
    default_auto_field = "django.db.models.BigAutoField"
