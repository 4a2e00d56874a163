"""Entry: one line of the ledger. Append-only: a database trigger refuses UPDATE and DELETE."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Incident, Team
from gameday.models.named import NameField
from scoring.models.choices import EntryKind


class Entry(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.DO_NOTHING, related_name="entries"
    )
    team = models.ForeignKey(Team, verbose_name=_lazy("team"), on_delete=models.DO_NOTHING, related_name="entries")
    kind = models.CharField(_lazy("kind"), max_length=20, choices=EntryKind)
    points = models.IntegerField(_lazy("points"))
    key = models.CharField(
        _lazy("key"), max_length=120, unique=True, help_text=_lazy("Makes a repeated task write nothing.")
    )
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), null=True, on_delete=models.DO_NOTHING, related_name="entries"
    )
    reverses = models.OneToOneField(
        "self", verbose_name=_lazy("reverses"), null=True, on_delete=models.DO_NOTHING, related_name="reversed_by"
    )
    reason = models.CharField(_lazy("reason"), max_length=300)
    by = NameField(_lazy("by"))
    at = models.DateTimeField(_lazy("at"), db_index=True)

    class Meta:
        verbose_name = _lazy("entry")
        verbose_name_plural = _lazy("entries")
        ordering = ["id"]
        indexes = [models.Index(fields=["team", "at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="an_entry_is_of_a_known_kind")
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.team}: {self.reason}"
