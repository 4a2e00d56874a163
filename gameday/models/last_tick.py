"""LastTick: when the clock ticked last. One row, of the whole installation; before the first tick there is none."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class LastTick(models.Model):
    at = models.DateTimeField(_lazy("at"))

    class Meta:
        verbose_name = _lazy("last tick")
        verbose_name_plural = _lazy("last ticks")

    def __str__(self) -> str:
        return f"{self.at}"
