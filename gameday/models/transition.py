"""Transition: one move of one state, appended and never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import Noun
from gameday.models.named import NameField


class Transition(models.Model):
    noun = models.CharField(_lazy("of what"), max_length=20, choices=Noun)
    row = models.BigIntegerField(_lazy("row"))
    old = models.CharField(_lazy("old"), max_length=20)
    new = models.CharField(_lazy("new"), max_length=20)
    at = models.DateTimeField(_lazy("at"))
    by = NameField(_lazy("by"))
    why = models.TextField(_lazy("why"), blank=True)

    class Meta:
        verbose_name = _lazy("transition")
        verbose_name_plural = _lazy("transitions")
        indexes = [models.Index(fields=["noun", "row", "at"])]

    def __str__(self) -> str:
        return f"{self.noun} {self.row}: {self.old} -> {self.new}"
