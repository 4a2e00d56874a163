"""Team: who plays together."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.gameday import GameDay
from gameday.models.named import Named, NameField, once_a_gameday


class Team(Named):
    gameday = models.ForeignKey(GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="teams")
    colour = models.CharField(_lazy("colour"), max_length=7, default="#7c3aed")
    emblem = NameField(_lazy("emblem"), longest=4, default="🦄")
    motto = NameField(_lazy("motto"), longest=120, blank=True)
    position = models.PositiveIntegerField(_lazy("position"), default=0)
    seats_open = models.BooleanField(
        _lazy("seats open"), default=False, help_text=_lazy("Everybody of this team may sit on both seats.")
    )
    halted_at = models.DateTimeField(_lazy("halted at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _lazy("team")
        verbose_name_plural = _lazy("teams")
        ordering = ["position", "id"]
        constraints = once_a_gameday("team")

    def __str__(self) -> str:
        return self.name
