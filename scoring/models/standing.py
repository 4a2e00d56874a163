"""Standing: a team's points and place. Derived from the ledger; can be rebuilt from it at any time."""

from django.db import models

from gameday.models import GameDay, Team


class Standing(models.Model):
    gameday = models.ForeignKey(GameDay, on_delete=models.CASCADE, related_name="standings")
    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="standing")
    points = models.IntegerField(default=0)
    revenue = models.IntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    rank = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["rank", "team__position"]

    def __str__(self) -> str:
        return f"{self.rank}. {self.team} {self.points}"
