"""Scenario: one immutable published version of a scenario document."""

from django.db import models


class Scenario(models.Model):
    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 over every file of its folder.")
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=20)
    difficulty = models.PositiveSmallIntegerField()
    document = models.JSONField(help_text="The validated document, as scenarios.document.parse.Document dumps it.")
    assets = models.JSONField(default=dict, help_text="path -> base64 of every other file of its folder")
    published_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True, help_text="When its proof last held.")
    proof = models.JSONField(default=dict)

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [models.UniqueConstraint(fields=["slug", "version"], name="scenario_version_once")]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"
