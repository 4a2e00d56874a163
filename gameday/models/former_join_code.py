"""FormerJoinCode: a join code that was replaced by another. Its links say so, and it is never given to another game day."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.gameday import GameDay


class FormerJoinCode(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="former_codes"
    )
    code = models.CharField(_lazy("join code"), max_length=16, unique=True)
    replaced_at = models.DateTimeField(_lazy("replaced at"))

    class Meta:
        verbose_name = _lazy("former join code")
        verbose_name_plural = _lazy("former join codes")

    def __str__(self) -> str:
        return self.code
