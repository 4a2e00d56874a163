"""BigScreen: how the screens of a game day are directed. ScreenInsert: a moment that fills them for some seconds."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Team
from gameday.models.named import NameField
from scoring.models.choices import InsertKind


class BigScreen(models.Model):
    gameday = models.OneToOneField(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="big_screen"
    )
    calm = models.BooleanField(
        _lazy("calm"), default=False, help_text=_lazy("Nothing moves, and no insert comes by itself.")
    )
    sounds = models.BooleanField(_lazy("sounds"), default=False, help_text=_lazy("An insert is heard, too."))
    next_at = models.DateTimeField(
        _lazy("next look at"), null=True, help_text=_lazy("When the director looks for news again.")
    )

    class Meta:
        verbose_name = _lazy("big screen")
        verbose_name_plural = _lazy("big screens")

    def __str__(self) -> str:
        return str(self.gameday)


class ScreenInsert(models.Model):
    """One row a moment: shown, shown again, or left out by a facilitator. Its text is in the language of the game day."""

    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="screen_inserts"
    )
    kind = models.CharField(_lazy("kind"), max_length=20, choices=InsertKind)
    key = models.CharField(_lazy("key"), max_length=80, help_text=_lazy("No moment is shown twice by itself."))
    team = models.ForeignKey(
        Team, verbose_name=_lazy("team"), null=True, on_delete=models.CASCADE, related_name="screen_inserts"
    )
    text = models.CharField(_lazy("text"), max_length=300, blank=True)
    at = models.DateTimeField(_lazy("at"), help_text=_lazy("When what it tells happened."))
    starts_at = models.DateTimeField(_lazy("starts at"), null=True, help_text=_lazy("Empty: it was left out."))
    ends_at = models.DateTimeField(_lazy("ends at"), null=True, help_text=_lazy("Empty: it is pinned."))
    by = NameField(_lazy("by"), blank=True, help_text=_lazy("The facilitator who had a hand in it last."))

    class Meta:
        verbose_name = _lazy("insert of the big screen")
        verbose_name_plural = _lazy("inserts of the big screen")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["gameday", "key"], name="one_insert_a_moment"),
            models.CheckConstraint(condition=models.Q(kind__in=InsertKind.values), name="insert_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:60]}"
