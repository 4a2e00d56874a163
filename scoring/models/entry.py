"""Entry: one line of the ledger. Append-only: a database trigger refuses UPDATE and DELETE."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Incident, Team
from scoring.models.choices import EntryKind


class Entry(models.Model):
    gameday = models.ForeignKey(GameDay, on_delete=models.DO_NOTHING, related_name="entries")
    team = models.ForeignKey(Team, on_delete=models.DO_NOTHING, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind)
    points = models.IntegerField()
    key = models.CharField(max_length=120, unique=True, help_text=_lazy("Makes a repeated task write nothing."))
    incident = models.ForeignKey(Incident, null=True, on_delete=models.DO_NOTHING, related_name="entries")
    reverses = models.OneToOneField("self", null=True, on_delete=models.DO_NOTHING, related_name="reversed_by")
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=100)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["team", "at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=EntryKind.values), name="an_entry_is_of_a_known_kind")
        ]

    def __str__(self) -> str:
        return f"{self.points:+d} {self.team}: {self.reason}"
