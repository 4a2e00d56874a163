"""Round: one scenario in a game day's schedule, for all teams at the same moment of game time."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.gameday import GameDay
from scenarios.models import Scenario


class Round(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="rounds"
    )
    scenario = models.ForeignKey(Scenario, verbose_name=_lazy("scenario"), on_delete=models.PROTECT)
    position = models.PositiveIntegerField(_lazy("position"), default=0)
    starts_after = models.DurationField(
        _lazy("starts after"), default=timedelta(minutes=5), help_text=_lazy("Game time after the start.")
    )
    swap = models.BooleanField(
        _lazy("swap the seats"),
        default=False,
        help_text=_lazy("Devs sit on the Ops seat and the other way about, until the next round."),
    )
    opened_at = models.DateTimeField(_lazy("opened at"), null=True, editable=False)

    class Meta:
        verbose_name = _lazy("round")
        verbose_name_plural = _lazy("rounds")
        ordering = ["starts_after", "position", "id"]

    def __str__(self) -> str:
        return f"{self.scenario.title} at {self.starts_after}"
