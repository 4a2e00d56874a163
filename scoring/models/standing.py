"""Standing: a team's points and place. Derived from the ledger; can be rebuilt from it at any time."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Team


class Standing(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="standings"
    )
    team = models.OneToOneField(Team, verbose_name=_lazy("team"), on_delete=models.CASCADE, related_name="standing")
    points = models.IntegerField(_lazy("points"), default=0)
    revenue = models.IntegerField(_lazy("revenue"), default=0)
    resolved = models.PositiveIntegerField(_lazy("resolved"), default=0)
    rank = models.PositiveIntegerField(_lazy("rank"), default=1)
    updated_at = models.DateTimeField(_lazy("updated at"))

    class Meta:
        verbose_name = _lazy("standing")
        verbose_name_plural = _lazy("standings")
        ordering = ["rank", "team__position"]

    def __str__(self) -> str:
        return f"{self.rank}. {self.team} {self.points}"
