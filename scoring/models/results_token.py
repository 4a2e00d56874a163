"""ResultsToken: with it a program reads the results of the days, as the facilitator who made it. Only its digest is kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class ResultsToken(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_lazy("facilitator"),
        on_delete=models.CASCADE,
        related_name="results_tokens",
    )
    digest = models.CharField(_lazy("digest"), max_length=64, unique=True, editable=False)
    name = models.CharField(_lazy("name"), max_length=80, help_text=_lazy("What it is for."))
    made_at = models.DateTimeField(_lazy("made at"))
    used_at = models.DateTimeField(_lazy("used at"), null=True, editable=False)

    class Meta:
        verbose_name = _lazy("token for results")
        verbose_name_plural = _lazy("tokens for results")

    def __str__(self) -> str:
        return self.name
