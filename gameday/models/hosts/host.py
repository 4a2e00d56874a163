"""Host: one Docker engine that carries sandboxes."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import HostStatus
from gameday.models.hosts import addresses

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
    status = models.CharField(_lazy("status"), max_length=20, choices=HostStatus, default=HostStatus.SERVING)
    # Where it is reached; sandboxes.addresses reads these
    shop_host = models.CharField(
        _lazy("shops' address"),
        max_length=255,
        blank=True,
        validators=[addresses.check_shop_host],
        help_text=_lazy("What browsers open. Empty: GAMEDAY_SHOP_HOST."),
    )
    shop_bind = models.CharField(
        _lazy("shops listen on"),
        max_length=64,
        blank=True,
        validators=[addresses.check_listening],
        help_text=_lazy("An IP address. Empty: GAMEDAY_SHOP_BIND."),
    )
    shop_ports = models.CharField(
        _lazy("shops' ports"),
        max_length=11,
        blank=True,
        validators=[addresses.check_ports],
        help_text=_lazy("As 9100-9499. Empty: GAMEDAY_SHOP_PORTS."),
    )
    probe_host = models.CharField(
        _lazy("probes' address"),
        max_length=255,
        blank=True,
        validators=[addresses.check_host],
        help_text=_lazy("Where its own worker reaches its shops. Empty: GAMEDAY_PROBE_HOST."),
    )
    serve_url = models.CharField(
        _lazy("served at"),
        max_length=200,
        blank=True,
        help_text=_lazy(
            "Where the web reaches the process beside this engine, which serves terminals, console, workshop and runbook. "
            "Empty: the process beside the web."
        ),
    )
    # What its own worker tells
    versions = models.JSONField(_lazy("versions"), default=dict, blank=True)  # gameday, engine, kernel, api
    clock_skew_ms = models.IntegerField(
        _lazy("clock skew (ms)"),
        null=True,
        blank=True,
        help_text=_lazy("By how much its clock is ahead of the database's."),
    )
    load = models.JSONField(_lazy("load"), default=dict, blank=True)  # {"cpu": busy cores, "memory_mb_free": MiB}
    seen_at = models.DateTimeField(
        _lazy("seen at"), null=True, blank=True, help_text=_lazy("When its worker last found its engine well.")
    )
    stopped_at = models.DateTimeField(
        _lazy("stopped at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_lazy("Since when its worker is ended on purpose; empty while it runs."),
    )
    lost_at = models.DateTimeField(
        _lazy("lost at"),
        null=True,
        blank=True,
        help_text=_lazy("Since when it counts as lost; empty while it is there."),
    )
    # company -> percent that is there (100: it can be used at once); sandboxes.images reads and writes it
    images = models.JSONField(
        _lazy("images"),
        default=dict,
        blank=True,
        help_text=_lazy("Of which companies it has the images, and how far others are."),
    )
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
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=HostStatus.values), name="host_status_is_known")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def queue(self) -> str:
        """The Celery queue that the worker beside this engine reads."""
        return f"host.{self.name}"

    @property
    def referee_queue(self) -> str:
        """The queue of the small worker beside this engine from which customers walk: what builds keeps no tick waiting."""
        return f"referee.{self.name}"
