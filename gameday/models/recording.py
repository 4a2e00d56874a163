"""Recording: what one shell has shown, as asciicast v2. RecordingPart: a stretch of its events."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import RecordingLoss, Role
from gameday.models.hosts.sandbox import Sandbox
from gameday.models.named import NameField
from gameday.models.player import Player
from gameday.models.team import Team


class Recording(models.Model):
    """Only what was shown is kept, never what was typed: a password that is not echoed is not here."""

    team = models.ForeignKey(Team, verbose_name=_lazy("team"), on_delete=models.CASCADE, related_name="recordings")
    sandbox = models.ForeignKey(
        Sandbox, verbose_name=_lazy("sandbox"), null=True, on_delete=models.SET_NULL, related_name="recordings"
    )
    service = models.CharField(
        _lazy("service"), max_length=40, help_text=_lazy("The container that the shell runs in.")
    )
    shell = models.CharField(_lazy("shell"), max_length=60, unique=True, help_text=_lazy("The mark of the shell."))
    player = models.ForeignKey(
        Player, verbose_name=_lazy("opened by"), null=True, on_delete=models.SET_NULL, related_name="recordings"
    )
    name = NameField(_lazy("name"), help_text=_lazy("Of who opened it."))
    seat = models.CharField(_lazy("seat"), max_length=3, blank=True, help_text=_lazy("Of who opened it."))
    started_at = models.DateTimeField(_lazy("started at"))
    ended_at = models.DateTimeField(_lazy("ended at"), null=True)
    columns = models.PositiveSmallIntegerField(_lazy("columns"), default=80, help_text=_lazy("At the start."))
    rows = models.PositiveSmallIntegerField(_lazy("rows"), default=24, help_text=_lazy("At the start."))
    kept_bytes = models.PositiveIntegerField(_lazy("bytes kept"), default=0)
    lost_bytes = models.PositiveBigIntegerField(_lazy("bytes left out"), default=0)
    loss = models.CharField(_lazy("why some is missing"), max_length=10, blank=True, choices=RecordingLoss)
    blanked_at = models.DateTimeField(
        _lazy("blanked at"), null=True, help_text=_lazy("When who typed took it away; its parts are gone.")
    )

    class Meta:
        verbose_name = _lazy("recording")
        verbose_name_plural = _lazy("recordings")
        ordering = ["started_at", "id"]
        indexes = [models.Index(fields=["team", "started_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(loss__in=["", *RecordingLoss.values]), name="recording_loss_is_known"
            ),
            models.CheckConstraint(condition=models.Q(seat__in=["", *Role.values]), name="recording_seat_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} on {self.service}"


class RecordingPart(models.Model):
    recording = models.ForeignKey(
        Recording, verbose_name=_lazy("recording"), on_delete=models.CASCADE, related_name="parts"
    )
    position = models.PositiveIntegerField(_lazy("position"))
    # zlib of asciicast v2 event lines, each `[seconds since started_at, code, data]` and a line break:
    # "o" what was shown, "r" a new size as "80x24", "m" the seat that types from now on ("dev" or "ops").
    events = models.BinaryField(_lazy("events"))

    class Meta:
        verbose_name = _lazy("part of a recording")
        verbose_name_plural = _lazy("parts of recordings")
        ordering = ["recording", "position"]
        constraints = [models.UniqueConstraint(fields=["recording", "position"], name="a_part_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.recording}, part {self.position}"
