"""HintTaken: a hint that a team has unlocked. A constraint keeps it to one row, however many players press at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident, Player


class HintTaken(models.Model):
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), on_delete=models.CASCADE, related_name="hints_taken"
    )
    rung = models.PositiveSmallIntegerField(_lazy("rung"), help_text=_lazy("Index in the scenario's hints, from 0."))
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, on_delete=models.SET_NULL, related_name="hints_taken"
    )
    price = models.PositiveIntegerField(_lazy("price"))
    free = models.BooleanField(
        _lazy("free"), default=False, help_text=_lazy("Given by a facilitator or offered by the radar.")
    )
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("hint taken")
        verbose_name_plural = _lazy("hints taken")
        ordering = ["rung"]
        constraints = [models.UniqueConstraint(fields=["incident", "rung"], name="a_hint_is_unlocked_once")]

    def __str__(self) -> str:
        return f"{self.incident}: hint {self.rung + 1}"
