"""Message: what a facilitator says to all, a team or a player; and who has read it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import Role
from gameday.models.gameday import GameDay
from gameday.models.player import Player
from gameday.models.team import Team


class Message(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="messages"
    )
    team = models.ForeignKey(
        Team, verbose_name=_lazy("team"), null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, blank=True, on_delete=models.CASCADE, related_name="messages"
    )
    seat = models.CharField(
        _lazy("seat"), max_length=3, choices=Role, blank=True, help_text=_lazy("Only for those on this seat.")
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_lazy("sender"), null=True, on_delete=models.SET_NULL
    )
    text = models.TextField(_lazy("text"), max_length=2000)
    at = models.DateTimeField(_lazy("at"))
    read_by = models.ManyToManyField(Player, verbose_name=_lazy("read by"), blank=True, related_name="read_messages")

    class Meta:
        verbose_name = _lazy("message")
        verbose_name_plural = _lazy("messages")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(seat__in=["", *Role.values]), name="message_seat_is_known")
        ]

    def __str__(self) -> str:
        return self.text[:60]
