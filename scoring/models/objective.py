"""Objective: how far a team is with one objective of an incident. Attempt: one answer to it. KeyTurn: one of its two keys, turned."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident, Player


class Objective(models.Model):
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="objectives")
    key = models.CharField(max_length=60, help_text=_lazy("The objective's id in the scenario."))
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(Player, null=True, on_delete=models.SET_NULL, related_name="+")
    holding_since = models.DateTimeField(
        null=True, help_text=_lazy("Since when its probe has been well without a break.")
    )
    checks = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    improved_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=300, blank=True, help_text=_lazy("What the last check said."))
    check_due_at = models.DateTimeField(null=True, help_text=_lazy("When the referee looks again."))

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["incident", "key"], name="one_row_an_objective")]

    def __str__(self) -> str:
        return f"{self.incident}: {self.key}"


class Attempt(models.Model):
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="attempts")
    player = models.ForeignKey(Player, null=True, on_delete=models.SET_NULL, related_name="attempts")
    text = models.CharField(max_length=500)
    correct = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class KeyTurn(models.Model):
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="key_turns")
    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="key_turns")
    role = models.CharField(max_length=3)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.role} key by {self.player}"
