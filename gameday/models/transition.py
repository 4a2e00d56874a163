"""Transition: one move of one state, appended and never changed."""

from django.db import models

from gameday.models.choices import Noun


class Transition(models.Model):
    noun = models.CharField(max_length=20, choices=Noun)
    row = models.BigIntegerField()
    old = models.CharField(max_length=20)
    new = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["noun", "row", "at"])]

    def __str__(self) -> str:
        return f"{self.noun} {self.row}: {self.old} -> {self.new}"
