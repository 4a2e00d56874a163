"""Tick: one tick of one game day. The worker that inserts the row plays the tick; a second one cannot, so nothing is paid twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay


class Tick(models.Model):
    gameday = models.ForeignKey(GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="ticks")
    number = models.BigIntegerField(_lazy("number"), help_text=_lazy("Whole ticks of game time since the start."))
    at = models.DateTimeField(_lazy("at"))
    settled_at = models.DateTimeField(
        _lazy("settled at"), null=True, help_text=_lazy("When the last team of this tick was paid.")
    )

    class Meta:
        verbose_name = _lazy("tick")
        verbose_name_plural = _lazy("ticks")
        constraints = [models.UniqueConstraint(fields=["gameday", "number"], name="a_tick_is_claimed_once")]

    def __str__(self) -> str:
        return f"{self.gameday} tick {self.number}"
