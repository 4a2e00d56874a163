"""StatusUpdate: what a team tells the boss who asks. Of an objective one at most waits for its verdict."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Player
from gameday.models.named import NameField
from scoring.models.choices import UpdateVerdict
from scoring.models.objective import Objective


class StatusUpdate(models.Model):
    objective = models.ForeignKey(
        Objective, verbose_name=_lazy("objective"), on_delete=models.CASCADE, related_name="updates"
    )
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, on_delete=models.SET_NULL, related_name="status_updates"
    )
    text = models.TextField(_lazy("text"), max_length=2000)
    at = models.DateTimeField(_lazy("at"))
    verdict = models.CharField(
        _lazy("verdict"), max_length=10, choices=UpdateVerdict, default=UpdateVerdict.WAITING, db_index=True
    )
    word = models.CharField(_lazy("word"), max_length=300, blank=True, help_text=_lazy("What the boss says about it."))
    judged_by = NameField(_lazy("judged by"), blank=True)
    judged_at = models.DateTimeField(_lazy("judged at"), null=True)

    class Meta:
        verbose_name = _lazy("status update")
        verbose_name_plural = _lazy("status updates")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective"],
                condition=models.Q(verdict=UpdateVerdict.WAITING),
                name="one_status_update_waits_for_its_verdict",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=UpdateVerdict.values), name="status_update_verdict_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def waits(self) -> bool:
        """For a facilitator who judges it."""
        return self.verdict == UpdateVerdict.WAITING

    @property
    def accepted(self) -> bool:
        return self.verdict == UpdateVerdict.ACCEPTED
