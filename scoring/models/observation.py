"""Observation: what the referee's customers met at one team in one tick."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Team


class Observation(models.Model):
    gameday = models.ForeignKey(GameDay, on_delete=models.CASCADE, related_name="observations")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="observations")
    tick = models.BigIntegerField(help_text=_lazy("Whole ticks of game time since the start."))
    at = models.DateTimeField()
    journeys = models.JSONField(help_text='{"book": {"outcome": "full|slow|failed|error", "ms": 41, "why": ""}, …}')
    points = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "tick"], name="one_observation_a_tick")]
        indexes = [models.Index(fields=["gameday", "tick"])]

    def __str__(self) -> str:
        return f"{self.team} tick {self.tick}"
