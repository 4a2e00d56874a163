"""Observation: what the referee's customers met at one team in one tick."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Team


class Observation(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="observations"
    )
    team = models.ForeignKey(Team, verbose_name=_lazy("team"), on_delete=models.CASCADE, related_name="observations")
    tick = models.BigIntegerField(_lazy("tick"), help_text=_lazy("Whole ticks of game time since the start."))
    at = models.DateTimeField(_lazy("at"))
    factor = models.PositiveSmallIntegerField(
        _lazy("times the customers"), default=1, help_text=_lazy("More than 1 in a rush hour.")
    )
    # {"book": {"outcome": one of JourneyOutcome, "paid": 4, "ms": 41, "why": "", "came": 1, "missed": 0}, …}: rules.JourneyMet
    journeys = models.JSONField(_lazy("journeys"))
    points = models.IntegerField(_lazy("points"), default=0)

    class Meta:
        verbose_name = _lazy("observation")
        verbose_name_plural = _lazy("observations")
        constraints = [models.UniqueConstraint(fields=["team", "tick"], name="one_observation_a_tick")]
        indexes = [models.Index(fields=["gameday", "tick"])]

    def __str__(self) -> str:
        return f"{self.team} tick {self.tick}"
