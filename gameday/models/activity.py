"""Activity: something somebody did, for the team's feed, the radar and the recap."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import ActivityVerb
from gameday.models.gameday import GameDay
from gameday.models.incident import Incident
from gameday.models.named import NameField
from gameday.models.player import Player
from gameday.models.team import Team


class Activity(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="activities"
    )
    team = models.ForeignKey(
        Team, verbose_name=_lazy("team"), null=True, on_delete=models.CASCADE, related_name="activities"
    )
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, on_delete=models.SET_NULL, related_name="activities"
    )
    by = NameField(
        _lazy("by"),
        blank=True,
        help_text=_lazy("The facilitator who did it; empty for players and for Gameday itself."),
    )
    role = models.CharField(_lazy("seat"), max_length=3, blank=True)
    verb = models.CharField(_lazy("verb"), max_length=30, choices=ActivityVerb)
    service = models.CharField(
        _lazy("service"),
        max_length=40,
        blank=True,
        help_text=_lazy("What it was done to: a service, or a repository of the workshop."),
    )
    text = models.CharField(_lazy("text"), max_length=300)
    detail = models.TextField(
        _lazy("detail"),
        blank=True,
        help_text=_lazy("What was changed, as a unified diff or a line; for the film alone."),
    )
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), null=True, on_delete=models.SET_NULL, related_name="activities"
    )
    public = models.BooleanField(_lazy("public"), default=False, help_text=_lazy("Told on the board too."))
    at = models.DateTimeField(_lazy("at"), db_index=True)

    class Meta:
        verbose_name = _lazy("activity")
        verbose_name_plural = _lazy("activities")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text
