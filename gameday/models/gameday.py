"""GameDay: one event, its clock and its switches."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models


class GameDay(models.Model):
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=60, unique=True)
    company = models.SlugField(max_length=60, default="unicorn_rentals")
    state = models.CharField(max_length=20, default="draft", editable=False, db_index=True)
    seed = models.BigIntegerField(default=1, help_text="The same seed gives the same draw and the same moments.")
    join_code = models.CharField(max_length=16, unique=True, editable=False)
    duration = models.DurationField(default=timedelta(hours=2), help_text="Game time, pauses not counted.")
    catch_up = models.BooleanField(default=True, help_text="Hints get cheaper for teams far behind the median.")
    seats_open = models.BooleanField(default=False, help_text="Everybody may sit on both seats.")
    launch_at = models.DateTimeField(null=True, blank=True, help_text="Start by itself at this time.")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    started_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    paused_for = models.DurationField(default=timedelta(), editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    halted_at = models.DateTimeField(null=True, editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    problem = models.TextField(blank=True, editable=False, help_text="Why the last launch was refused or failed.")

    class Meta:
        verbose_name = "game day"

    def __str__(self) -> str:
        return self.name

    def elapsed(self, now: datetime) -> timedelta:
        """Game time since the start: wall time less pauses; zero before the start."""
        if self.started_at is None:
            return timedelta()
        end = self.finished_at or self.paused_at or now
        return max(end - self.started_at - self.paused_for, timedelta())

    @property
    def ends_at(self) -> datetime | None:
        """When the game time is over, if there is no further pause."""
        return self.started_at + self.duration + self.paused_for if self.started_at else None
