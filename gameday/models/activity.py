"""Activity: something somebody did, for the team's feed, the radar and the recap."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import ActivityVerb
from gameday.models.gameday import GameDay
from gameday.models.incident import Incident
from gameday.models.player import Player
from gameday.models.team import Team


class Activity(models.Model):
    gameday = models.ForeignKey(GameDay, on_delete=models.CASCADE, related_name="activities")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="activities")
    player = models.ForeignKey(Player, null=True, on_delete=models.SET_NULL, related_name="activities")
    role = models.CharField(max_length=3, blank=True)
    verb = models.CharField(max_length=30, choices=ActivityVerb)
    text = models.CharField(max_length=300)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.SET_NULL, related_name="activities")
    public = models.BooleanField(default=False, help_text=_lazy("Told on the board too."))
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(condition=models.Q(verb__in=ActivityVerb.values), name="activity_verb_is_known")
        ]

    def __str__(self) -> str:
        return self.text
