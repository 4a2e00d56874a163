"""Objective: how far a team is with one objective of an incident. Attempt: one answer to it. KeyTurn: one of its two keys, turned."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident, Player


class Objective(models.Model):
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), on_delete=models.CASCADE, related_name="objectives"
    )
    key = models.CharField(_lazy("key"), max_length=60, help_text=_lazy("The objective's id in the scenario."))
    met_at = models.DateTimeField(_lazy("met at"), null=True)
    met_by = models.ForeignKey(
        Player, verbose_name=_lazy("met by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    holding_since = models.DateTimeField(
        _lazy("holding since"), null=True, help_text=_lazy("Since when its probe has been well without a break.")
    )
    checks = models.PositiveIntegerField(_lazy("checks"), default=0)
    failures = models.PositiveIntegerField(_lazy("failures"), default=0)
    improved_at = models.DateTimeField(_lazy("improved at"), null=True)
    detail = models.CharField(_lazy("detail"), max_length=300, blank=True, help_text=_lazy("What the last check said."))
    check_due_at = models.DateTimeField(
        _lazy("next check at"), null=True, help_text=_lazy("When the referee looks again.")
    )

    class Meta:
        verbose_name = _lazy("objective")
        verbose_name_plural = _lazy("objectives")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["incident", "key"], name="one_row_an_objective")]

    def __str__(self) -> str:
        return f"{self.incident}: {self.key}"


class Attempt(models.Model):
    objective = models.ForeignKey(
        Objective, verbose_name=_lazy("objective"), on_delete=models.CASCADE, related_name="attempts"
    )
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, on_delete=models.SET_NULL, related_name="attempts"
    )
    text = models.CharField(_lazy("text"), max_length=500)
    correct = models.BooleanField(_lazy("correct"))
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("attempt")
        verbose_name_plural = _lazy("attempts")

    def __str__(self) -> str:
        return self.text


class KeyTurn(models.Model):
    objective = models.ForeignKey(
        Objective, verbose_name=_lazy("objective"), on_delete=models.CASCADE, related_name="key_turns"
    )
    player = models.ForeignKey(Player, verbose_name=_lazy("player"), on_delete=models.CASCADE, related_name="key_turns")
    role = models.CharField(_lazy("seat"), max_length=3)
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("key turn")
        verbose_name_plural = _lazy("key turns")

    def __str__(self) -> str:
        return f"{self.role} key by {self.player}"
