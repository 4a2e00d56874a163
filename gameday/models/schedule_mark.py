"""ScheduleMark: a break or a freeze in a game day's schedule. What breaks when is a Round."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import MARKS, PlanKind
from gameday.models.gameday import GameDay


class ScheduleMark(models.Model):
    gameday = models.ForeignKey(GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(_lazy("kind"), max_length=20, choices=PlanKind)
    starts_after = models.DurationField(_lazy("starts after"), help_text=_lazy("Game time after the start."))
    lasts = models.DurationField(
        _lazy("lasts"), default=timedelta(), help_text=_lazy("Of a break, whose time is no game time.")
    )
    done_at = models.DateTimeField(_lazy("done at"), null=True, editable=False)

    class Meta:
        verbose_name = _lazy("mark in the schedule")
        verbose_name_plural = _lazy("marks in the schedule")
        ordering = ["starts_after", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=MARKS), name="schedule_mark_is_break_or_freeze")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.starts_after}"

    is_break = property(lambda self: self.kind == PlanKind.BREAK)
