"""ScheduleMark: a break, a freeze or a rush hour in a game day's schedule. What breaks when is a Round."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import MARKS, PlanKind
from gameday.models.gameday import GameDay

MOST_TIMES = 5  # the usual number of customers, in a rush hour: what a healthy sandbox bears (docs/benchmarks.md)


class ScheduleMark(models.Model):
    gameday = models.ForeignKey(GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(_lazy("kind"), max_length=20, choices=PlanKind)
    starts_after = models.DurationField(_lazy("starts after"), help_text=_lazy("Game time after the start."))
    lasts = models.DurationField(
        _lazy("lasts"),
        default=timedelta(),
        help_text=_lazy("Of a break, whose time is no game time, or of a rush hour, in game time."),
    )
    factor = models.PositiveSmallIntegerField(
        _lazy("times the customers"),
        default=1,
        help_text=_lazy("Of a rush hour: how many times the usual number of customers come."),
    )
    announced_at = models.DateTimeField(
        _lazy("announced at"), null=True, editable=False, help_text=_lazy("When a rush hour was said to come.")
    )
    done_at = models.DateTimeField(_lazy("done at"), null=True, editable=False)
    ended_at = models.DateTimeField(
        _lazy("ended at"), null=True, editable=False, help_text=_lazy("When a rush hour was over.")
    )

    class Meta:
        verbose_name = _lazy("mark in the schedule")
        verbose_name_plural = _lazy("marks in the schedule")
        ordering = ["starts_after", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=MARKS), name="schedule_mark_is_no_round"),
            models.CheckConstraint(
                condition=models.Q(kind=PlanKind.RUSH, factor__range=(2, MOST_TIMES))
                | (~models.Q(kind=PlanKind.RUSH) & models.Q(factor=1)),
                name="only_a_rush_hour_has_a_factor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.starts_after}"

    is_break = property(lambda self: self.kind == PlanKind.BREAK)
    is_rush = property(lambda self: self.kind == PlanKind.RUSH)

    @property
    def ends_after(self) -> timedelta:
        """Game time after the start at which a rush hour is over. A break takes no game time."""
        return self.starts_after + self.lasts
