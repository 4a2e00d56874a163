"""Keepsake: what a player has chosen to stand on their certificate."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Player
from gameday.models.named import NameField


class Keepsake(models.Model):
    player = models.OneToOneField(
        Player, verbose_name=_lazy("player"), on_delete=models.CASCADE, related_name="keepsake"
    )
    learned = models.CharField(_lazy("learned"), max_length=160, blank=True)
    learned_from = NameField(_lazy("learned from"), blank=True)

    class Meta:
        verbose_name = _lazy("keepsake")
        verbose_name_plural = _lazy("keepsakes")

    def __str__(self) -> str:
        return str(self.player)
