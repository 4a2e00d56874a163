"""The Celery application. What runs each second is named in settings.CELERY_BEAT_SCHEDULE."""

import os

from celery import Celery

from gameday.background import heartbeat, kept_connections  # noqa: F401  (they connect to the workers' signals)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")

app = Celery("gameday")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
