"""Sandbox: a team's Unicorn Rentals on a host."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import SandboxState
from gameday.models.hosts.host import Host
from gameday.models.state_is import state_is
from gameday.models.team import Team


class Sandbox(models.Model):
    # Nobody has it while it is warm.
    team = models.ForeignKey(
        Team, verbose_name=_lazy("team"), null=True, on_delete=models.CASCADE, related_name="sandboxes"
    )
    host = models.ForeignKey(Host, verbose_name=_lazy("host"), on_delete=models.PROTECT, related_name="sandboxes")
    state = models.CharField(
        _lazy("state"), max_length=20, choices=SandboxState, default=SandboxState.REQUESTED, db_index=True
    )
    handle = models.CharField(_lazy("handle"), max_length=60, unique=True, help_text=_lazy("Its name on the engine."))
    company = models.SlugField(_lazy("company"), max_length=60, default="unicorn_rentals")
    warm = models.BooleanField(
        _lazy("warm"), default=False, help_text=_lazy("Built in advance. A team that needs a sandbox gets it at once.")
    )
    progress = models.JSONField(_lazy("progress"), default=dict)  # role -> BuildStep
    shop_port = models.PositiveIntegerField(
        _lazy("shop port"), null=True, help_text=_lazy("Where the host's gateway publishes the shop.")
    )
    # role -> {"cpus": …, "memory_mb": …}
    sizes = models.JSONField(
        _lazy("sizes"), default=dict, help_text=_lazy("What the team has given each service: processors and memory.")
    )
    # sandboxes.written reads and writes it
    disk = models.JSONField(
        _lazy("disk"),
        default=dict,
        editable=False,
        help_text=_lazy("What its services have written to the host's disk, and which were frozen for it."),
    )
    by_choice = models.BooleanField(
        _lazy("by choice"), default=False, help_text=_lazy("Built because its team gave up the one before.")
    )
    requested_at = models.DateTimeField(_lazy("requested at"))
    started_at = models.DateTimeField(_lazy("started at"), null=True)
    ready_at = models.DateTimeField(_lazy("ready at"), null=True)
    gone_at = models.DateTimeField(
        _lazy("gone at"), null=True, help_text=_lazy("When the engine had nothing left of it.")
    )
    next_at = models.DateTimeField(
        _lazy("next look at"),
        null=True,
        db_index=True,
        help_text=_lazy("When the clock looks at it next. A worker that takes it moves this on."),
    )
    problem = models.TextField(_lazy("problem"), blank=True)

    class Meta:
        verbose_name = _lazy("sandbox")
        verbose_name_plural = _lazy("sandboxes")
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

    is_ready = state_is(SandboxState.READY)
    is_broken = state_is(SandboxState.BROKEN)
