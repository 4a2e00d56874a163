"""ChatLine: something that somebody said to a team: a team mate, or a facilitator."""

from django.conf import settings
from django.db import models

from gameday.models.player import Player
from gameday.models.team import Team


class ChatLine(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="chat")
    player = models.ForeignKey(Player, null=True, on_delete=models.SET_NULL, related_name="chat_lines")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=150, help_text="Who said it, as they were called then.")
    role = models.CharField(max_length=3, blank=True, help_text="The seat that they sat on; empty for facilitators.")
    text = models.TextField()
    mentions = models.ManyToManyField(Player, related_name="mentioned_in")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["team", "id"])]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"
