"""Message: what a facilitator says to all, a team or a player; and who has read it."""

from django.conf import settings
from django.db import models

from gameday.models.gameday import GameDay
from gameday.models.player import Player
from gameday.models.team import Team


class Message(models.Model):
    gameday = models.ForeignKey(GameDay, on_delete=models.CASCADE, related_name="messages")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    player = models.ForeignKey(Player, null=True, blank=True, on_delete=models.CASCADE, related_name="messages")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    read_by = models.ManyToManyField(Player, blank=True, related_name="read_messages")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]
