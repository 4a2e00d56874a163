"""Host: one Docker engine that carries sandboxes."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

UNKNOWN = 2**31 - 1  # no bound that anybody has found


class Host(models.Model):
    name = models.SlugField(_lazy("name"), max_length=40, unique=True)
    url = models.CharField(
        _lazy("address"), max_length=200, help_text=_lazy("unix:///var/run/docker.sock, ssh://… or tcp://…")
    )
    capacity = models.PositiveIntegerField(
        _lazy("capacity"), default=20, help_text=_lazy("Sandboxes at the same time.")
    )
    enabled = models.BooleanField(_lazy("enabled"), default=True)
    capabilities = models.JSONField(
        _lazy("capabilities"), default=list, blank=True, help_text=_lazy("What its kernel can do, as probed.")
    )
    memory_mb = models.PositiveIntegerField(
        _lazy("memory (MiB)"), default=0, help_text=_lazy("Of the machine, as probed.")
    )
    # scenarios.sandbox.Room; sandboxes.room reads and writes it
    room = models.JSONField(
        _lazy("room"),
        null=True,
        blank=True,
        editable=False,
        help_text=_lazy("What is left of its disk and of its table of connections, as measured."),
    )
    room_at = models.DateTimeField(_lazy("room measured at"), null=True, blank=True, editable=False)
    obstacles = models.JSONField(
        _lazy("obstacles"), default=list, blank=True, help_text=_lazy("Why no sandbox may be built there, as found.")
    )
    networks = models.PositiveIntegerField(
        _lazy("networks"), default=UNKNOWN, help_text=_lazy("For how many sandboxes there are addresses, as found.")
    )
    doors = models.PositiveIntegerField(
        _lazy("doors"), default=UNKNOWN, help_text=_lazy("For how many shops there are ports, as found.")
    )
    looked_at = models.DateTimeField(_lazy("looked around at"), null=True, blank=True)
    checked_at = models.DateTimeField(_lazy("checked at"), null=True, blank=True)
    problem = models.TextField(_lazy("problem"), blank=True)

    class Meta:
        verbose_name = _lazy("host")
        verbose_name_plural = _lazy("hosts")

    def __str__(self) -> str:
        return self.name

    @property
    def queue(self) -> str:
        """The Celery queue that the worker beside this engine reads."""
        return f"host.{self.name}"
