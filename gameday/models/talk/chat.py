"""ChatLine: something that somebody said to a team: a team mate, or a facilitator."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.named import NameField
from gameday.models.player import Player
from gameday.models.team import Team


class ChatLine(models.Model):
    team = models.ForeignKey(Team, verbose_name=_lazy("team"), on_delete=models.CASCADE, related_name="chat")
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, on_delete=models.SET_NULL, related_name="chat_lines"
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_lazy("facilitator"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = NameField(_lazy("name"), help_text=_lazy("Who said it, as they were called then."))
    role = models.CharField(
        _lazy("seat"), max_length=3, blank=True, help_text=_lazy("The seat that they sat on; empty for facilitators.")
    )
    text = models.TextField(_lazy("text"))
    mentions = models.ManyToManyField(Player, verbose_name=_lazy("mentions"), related_name="mentioned_in")
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("chat line")
        verbose_name_plural = _lazy("chat lines")
        ordering = ["id"]
        indexes = [models.Index(fields=["team", "id"])]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"
