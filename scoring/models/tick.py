"""Tick and Walk: one tick of one game day, and its parts. Who inserts the row of a tick plays it, so nothing is paid twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Host


class Tick(models.Model):
    gameday = models.ForeignKey(GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="ticks")
    number = models.BigIntegerField(_lazy("number"), help_text=_lazy("Whole ticks of game time since the start."))
    at = models.DateTimeField(_lazy("at"))
    factor = models.PositiveSmallIntegerField(
        _lazy("times the customers"), default=1, help_text=_lazy("More than 1 in a rush hour.")
    )
    walkers = models.PositiveSmallIntegerField(
        _lazy("walkers"),
        default=1,
        help_text=_lazy("How many are sent through each shop to stand for all the customers."),
    )
    settled_at = models.DateTimeField(
        _lazy("settled at"), null=True, help_text=_lazy("When the last team of this tick was paid.")
    )

    class Meta:
        verbose_name = _lazy("tick")
        verbose_name_plural = _lazy("ticks")
        constraints = [models.UniqueConstraint(fields=["gameday", "number"], name="a_tick_is_claimed_once")]

    def __str__(self) -> str:
        return f"{self.gameday} tick {self.number}"


class Walk(models.Model):
    """The part of a tick that customers walk from one machine. Who claims the row walks; what has ended is not walked."""

    tick = models.ForeignKey(Tick, verbose_name=_lazy("tick"), on_delete=models.CASCADE, related_name="walks")
    host = models.ForeignKey(
        Host,
        verbose_name=_lazy("host"),
        null=True,
        on_delete=models.CASCADE,
        related_name="walks",
        help_text=_lazy("Whose machine it is; empty for the referee's own."),
    )
    teams = models.JSONField(_lazy("teams"))  # their ids
    claimed_at = models.DateTimeField(_lazy("claimed at"), null=True)
    settled_at = models.DateTimeField(_lazy("settled at"), null=True)
    given_up = models.BooleanField(
        _lazy("given up"), default=False, help_text=_lazy("Its machine did not answer in time.")
    )

    class Meta:
        verbose_name = _lazy("walk")
        verbose_name_plural = _lazy("walks")
        constraints = [
            models.UniqueConstraint(fields=["tick", "host"], nulls_distinct=False, name="a_machine_walks_once_a_tick")
        ]
        indexes = [models.Index(fields=["tick"], condition=models.Q(settled_at=None), name="walks_that_go_on")]

    def __str__(self) -> str:
        return f"{self.tick} from {self.host or 'here'}"
