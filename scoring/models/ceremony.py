"""Ceremony: where the awards of a game day stand: chosen, being given out on the big screen, shown to the players."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay


class Ceremony(models.Model):
    gameday = models.OneToOneField(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="ceremony"
    )
    chosen_at = models.DateTimeField(
        _lazy("chosen at"), null=True, help_text=_lazy("When the rules last chose the awards.")
    )
    next_at = models.DateTimeField(
        _lazy("next at"), null=True, help_text=_lazy("When the clock sends a task that chooses them again.")
    )
    started_at = models.DateTimeField(_lazy("started at"), null=True, help_text=_lazy("Empty while it is not held."))
    step = models.PositiveSmallIntegerField(_lazy("step"), default=0, help_text=_lazy("Which scene is shown, from 0."))
    stepped_at = models.DateTimeField(_lazy("stepped at"), null=True)
    black = models.BooleanField(_lazy("black"), default=False, help_text=_lazy("The screen shows nothing."))
    shown_at = models.DateTimeField(
        _lazy("shown at"), null=True, help_text=_lazy("Since when players see their awards on the recap.")
    )

    class Meta:
        verbose_name = _lazy("ceremony")
        verbose_name_plural = _lazy("ceremonies")

    def __str__(self) -> str:
        return str(self.gameday)

    @property
    def under_way(self) -> bool:
        return self.started_at is not None and self.shown_at is None
