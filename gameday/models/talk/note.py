"""Note: an entry in an incident's notepad. Entries are added and judged, never rewritten: nobody's text is lost."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import NoteKind, NoteVerdict
from gameday.models.incident import Incident
from gameday.models.named import NameField
from gameday.models.player import Player


class Note(models.Model):
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), on_delete=models.CASCADE, related_name="notes"
    )
    kind = models.CharField(_lazy("kind"), max_length=12, choices=NoteKind)
    text = models.TextField(_lazy("text"))
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, on_delete=models.SET_NULL, related_name="notes"
    )
    name = NameField(_lazy("name"))
    role = models.CharField(_lazy("seat"), max_length=3)
    at = models.DateTimeField(_lazy("at"))
    verdict = models.CharField(_lazy("verdict"), max_length=10, blank=True, choices=NoteVerdict)
    verdict_by = NameField(_lazy("verdict by"), blank=True)
    verdict_at = models.DateTimeField(_lazy("verdict at"), null=True)

    class Meta:
        verbose_name = _lazy("note")
        verbose_name_plural = _lazy("notes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=NoteKind.values), name="note_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", *NoteVerdict.values]), name="note_verdict_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"

    @property
    def is_hypothesis(self) -> bool:
        return self.kind == NoteKind.HYPOTHESIS
