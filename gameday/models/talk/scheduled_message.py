"""ScheduledMessage: what a facilitator will say, at a moment of the wall clock or of game time. The clock sends it, once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import Role
from gameday.models.gameday import GameDay
from gameday.models.player import Player
from gameday.models.team import Team

BY_WALL = models.Q(send_at__isnull=False, send_after__isnull=True)
BY_GAME = models.Q(send_at__isnull=True, send_after__isnull=False)


class ScheduledMessage(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="scheduled_messages"
    )
    team = models.ForeignKey(
        Team, verbose_name=_lazy("team"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    seat = models.CharField(
        _lazy("seat"), max_length=3, choices=Role, blank=True, help_text=_lazy("Only for those on this seat.")
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_lazy("sender"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_lazy("text"), max_length=2000)
    made_at = models.DateTimeField(_lazy("written at"))
    send_at = models.DateTimeField(_lazy("send at"), null=True, blank=True)
    send_after = models.DurationField(
        _lazy("send after"), null=True, blank=True, help_text=_lazy("Game time after the start.")
    )
    sent_at = models.DateTimeField(_lazy("sent at"), null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _lazy("scheduled message")
        verbose_name_plural = _lazy("scheduled messages")
        ordering = ["send_at", "send_after", "id"]
        constraints = [
            models.CheckConstraint(condition=BY_WALL | BY_GAME, name="scheduled_message_has_one_moment"),
            models.CheckConstraint(
                condition=models.Q(seat__in=["", *Role.values]), name="scheduled_message_seat_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
