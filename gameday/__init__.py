"""The director: who plays, what happens when. Never imports the referee (scoring)."""

from gameday.celery import app as celery_app

__all__ = ["celery_app"]
