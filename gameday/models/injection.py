"""Injection: one fault in one sandbox. The row is committed before anything is touched."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import HealReason, InjectionState
from gameday.models.hosts.sandbox import Sandbox
from gameday.models.incident import Incident


class Injection(models.Model):
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), on_delete=models.CASCADE, related_name="injections"
    )
    sandbox = models.ForeignKey(
        Sandbox, verbose_name=_lazy("sandbox"), on_delete=models.CASCADE, related_name="injections"
    )
    fault = models.CharField(_lazy("fault"), max_length=60, help_text=_lazy("The fault's id in the scenario."))
    kind = models.CharField(_lazy("kind"), max_length=40)
    target = models.CharField(_lazy("target"), max_length=40, help_text=_lazy("The role that it hits."))
    arguments = models.JSONField(_lazy("arguments"), default=dict)
    handle = models.CharField(
        _lazy("handle"), max_length=24, unique=True, help_text=_lazy("Names its rules, chains and processes.")
    )
    recipe = models.JSONField(
        _lazy("recipe"), default=dict, help_text=_lazy("What heal needs to know, written before injecting.")
    )
    state = models.CharField(
        _lazy("state"), max_length=20, choices=InjectionState, default=InjectionState.PLANNED, db_index=True
    )
    deadline = models.DateTimeField(
        _lazy("deadline"), db_index=True, help_text=_lazy("No fault stays in longer. A pause moves it.")
    )
    ttl = models.FloatField(_lazy("time to live"), default=0, help_text=_lazy("Seconds from going in to the deadline."))
    applying_at = models.DateTimeField(
        _lazy("applying since"),
        null=True,
        help_text=_lazy("Set just before the sandbox is touched: from then on it is healed, never put in again."),
    )
    applied_at = models.DateTimeField(_lazy("applied at"), null=True)
    timed_from = models.DateTimeField(
        _lazy("timed from"),
        null=True,
        help_text=_lazy("Set where its own timer turned out to be late: while a machine sleeps it counts nothing."),
    )
    verified_at = models.DateTimeField(_lazy("verified at"), null=True)
    healed_at = models.DateTimeField(_lazy("healed at"), null=True)
    healed_by = models.CharField(_lazy("healed by"), max_length=20, blank=True, choices=HealReason)
    next_at = models.DateTimeField(
        _lazy("next look at"),
        null=True,
        db_index=True,
        help_text=_lazy("When the clock looks at it next. A worker that takes it moves this on."),
    )
    attempts = models.PositiveSmallIntegerField(_lazy("attempts"), default=0)
    problem = models.TextField(_lazy("problem"), blank=True)

    class Meta:
        verbose_name = _lazy("injection")
        verbose_name_plural = _lazy("injections")
        constraints = [
            models.UniqueConstraint(fields=["incident", "fault"], name="one_injection_a_fault"),
            models.CheckConstraint(
                condition=models.Q(state__in=InjectionState.values), name="injection_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(healed_by__in=["", *HealReason.values]), name="heal_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.target} ({self.state})"
