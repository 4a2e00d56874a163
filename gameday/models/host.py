"""Host: one Docker engine that carries sandboxes."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Host(models.Model):
    name = models.SlugField(max_length=40, unique=True)
    url = models.CharField(max_length=200, help_text="unix:///var/run/docker.sock, ssh://… or tcp://…")
    capacity = models.PositiveIntegerField(default=20, help_text=_lazy("Sandboxes at the same time."))
    enabled = models.BooleanField(default=True)
    capabilities = models.JSONField(default=list, blank=True, help_text=_lazy("What its kernel can do, as probed."))
    memory_mb = models.PositiveIntegerField(default=0, help_text=_lazy("Of the machine, as probed."))
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def queue(self) -> str:
        """The Celery queue that the worker beside this engine reads."""
        return f"host.{self.name}"
