"""Scenario: one immutable published version of a scenario document."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy


class Scenario(models.Model):
    slug = models.SlugField(_lazy("slug"), max_length=60)
    version = models.PositiveIntegerField(_lazy("version"))
    digest = models.CharField(_lazy("digest"), max_length=64, help_text=_lazy("SHA-256 of all files of its folder."))
    title = models.CharField(_lazy("title"), max_length=120)
    category = models.CharField(_lazy("category"), max_length=20)
    difficulty = models.PositiveSmallIntegerField(_lazy("difficulty"))
    document = models.JSONField(_lazy("document"))  # as scenarios.document.parse.Document dumps it
    assets = models.JSONField(_lazy("files"), default=dict)  # path -> base64, for every other file of its folder
    published_at = models.DateTimeField(_lazy("published at"))
    proved_at = models.DateTimeField(_lazy("proved at"), null=True, help_text=_lazy("When its proof last held."))
    proof = models.JSONField(_lazy("proof"), default=dict)

    class Meta:
        verbose_name = _lazy("scenario")
        verbose_name_plural = _lazy("scenarios")
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="scenario_version_once")]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"
