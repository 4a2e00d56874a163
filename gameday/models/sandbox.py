"""Sandbox: a team's Unicorn Rentals on a host."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import SandboxState
from gameday.models.host import Host
from gameday.models.team import Team


class Sandbox(models.Model):
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="sandboxes")  # null: warm pool
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="sandboxes")
    state = models.CharField(max_length=20, choices=SandboxState, default=SandboxState.REQUESTED, db_index=True)
    handle = models.CharField(max_length=60, unique=True, help_text=_lazy("Its name on the engine."))
    company = models.SlugField(max_length=60, default="unicorn_rentals")
    warm = models.BooleanField(
        default=False, help_text=_lazy("Built for nobody yet; a team's as soon as it is thawed.")
    )
    progress = models.JSONField(default=dict, help_text="role -> creating|starting|healthy|failed")
    shop_port = models.PositiveIntegerField(null=True, help_text=_lazy("Where the host's gateway publishes the shop."))
    sizes = models.JSONField(default=dict, help_text=_lazy("role -> {cpus, memory_mb} that the team has given it."))
    by_choice = models.BooleanField(default=False, help_text=_lazy("Built because its team gave up the one before."))
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True, help_text=_lazy("When the engine had nothing left of it."))
    next_at = models.DateTimeField(
        null=True, db_index=True, help_text=_lazy("When the clock looks at it next; whoever works on it moves this on.")
    )
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "sandboxes"
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=~models.Q(state=SandboxState.GONE),
                name="one_sandbox_a_team",
            ),
            models.CheckConstraint(condition=models.Q(state__in=SandboxState.values), name="sandbox_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def is_ready(self) -> bool:
        return self.state == SandboxState.READY

    @property
    def is_broken(self) -> bool:
        return self.state == SandboxState.BROKEN
