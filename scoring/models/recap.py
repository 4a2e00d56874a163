"""Recap: whether players may see what the day came to. Excerpt: a line of a team's chat that the team shows in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import ChatLine, GameDay, Player


class Recap(models.Model):
    gameday = models.OneToOneField(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="recap"
    )
    opened_at = models.DateTimeField(
        _lazy("opened at"), null=True, help_text=_lazy("Since when players may see it; a facilitator always may.")
    )
    survey_closed_at = models.DateTimeField(
        _lazy("survey closed at"),
        null=True,
        help_text=_lazy("Since when nobody answers any more; its figures are shown from then on."),
    )

    class Meta:
        verbose_name = _lazy("recap")
        verbose_name_plural = _lazy("recaps")

    def __str__(self) -> str:
        return str(self.gameday)


class Excerpt(models.Model):
    line = models.OneToOneField(
        ChatLine, verbose_name=_lazy("line of the chat"), on_delete=models.CASCADE, related_name="excerpt"
    )
    chosen_by = models.ForeignKey(
        Player, verbose_name=_lazy("chosen by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("excerpt")
        verbose_name_plural = _lazy("excerpts")
        ordering = ["line"]

    def __str__(self) -> str:
        return str(self.line)
