"""Team: who plays together."""

from django.db import models

from gameday.models.gameday import GameDay


class Team(models.Model):
    gameday = models.ForeignKey(GameDay, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=60)
    colour = models.CharField(max_length=7, default="#7c3aed")
    emblem = models.CharField(max_length=8, default="🦄")
    motto = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)
    seats_open = models.BooleanField(default=False, help_text="Everybody of this team may sit on both seats.")
    halted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["gameday", "name"], name="team_name_once_a_gameday")]

    def __str__(self) -> str:
        return self.name
