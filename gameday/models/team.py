"""Team: who plays together."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.gameday import GameDay


class Team(models.Model):
    gameday = models.ForeignKey(GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_lazy("name"), max_length=60)
    colour = models.CharField(_lazy("colour"), max_length=7, default="#7c3aed")
    emblem = models.CharField(_lazy("emblem"), max_length=8, default="🦄")
    motto = models.CharField(_lazy("motto"), max_length=120, blank=True)
    position = models.PositiveIntegerField(_lazy("position"), default=0)
    seats_open = models.BooleanField(
        _lazy("seats open"), default=False, help_text=_lazy("Everybody of this team may sit on both seats.")
    )
    halted_at = models.DateTimeField(_lazy("halted at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _lazy("team")
        verbose_name_plural = _lazy("teams")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["gameday", "name"], name="team_name_once_a_gameday")]

    def __str__(self) -> str:
        return self.name
