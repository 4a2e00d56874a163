"""PreparedAnswer: what the staff of a game day often answer, ready to be picked."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay


class PreparedAnswer(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="prepared_answers"
    )
    text = models.CharField(_lazy("text"), max_length=300)

    class Meta:
        verbose_name = _lazy("prepared answer")
        verbose_name_plural = _lazy("prepared answers")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["gameday", "text"], name="an_answer_is_prepared_once")]

    def __str__(self) -> str:
        return self.text[:60]
