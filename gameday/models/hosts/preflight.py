"""Preflight: the scenarios of a game day, each played once on a spare sandbox of one host before the launch."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import ALOFT, PreflightState, PreflightVerdict
from gameday.models.gameday import GameDay
from gameday.models.hosts.host import Host
from gameday.models.named import NameField
from gameday.models.state_is import state_is
from scenarios.models import Scenario


class Preflight(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="preflights"
    )
    host = models.ForeignKey(Host, verbose_name=_lazy("host"), on_delete=models.CASCADE, related_name="preflights")
    state = models.CharField(
        _lazy("state"), max_length=20, choices=PreflightState, default=PreflightState.ASKED, db_index=True
    )
    handle = models.CharField(_lazy("handle"), max_length=60, unique=True, help_text=_lazy("The spare's name."))
    problem = models.TextField(_lazy("problem"), blank=True, help_text=_lazy("Why nothing could be played."))
    asked_by = NameField(_lazy("asked by"))
    asked_at = models.DateTimeField(_lazy("asked at"))
    started_at = models.DateTimeField(_lazy("started at"), null=True)
    ended_at = models.DateTimeField(_lazy("ended at"), null=True)
    cleared_at = models.DateTimeField(_lazy("cleared at"), null=True, help_text=_lazy("When the spare was taken away."))
    next_at = models.DateTimeField(
        _lazy("next look at"),
        null=True,
        db_index=True,
        help_text=_lazy("When the clock looks at it next. A worker that takes it moves this on."),
    )

    class Meta:
        verbose_name = _lazy("pre-flight")
        verbose_name_plural = _lazy("pre-flights")
        ordering = ["host__name", "-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["gameday", "host"], condition=Q(state__in=ALOFT), name="one_preflight_a_host"
            ),
            models.CheckConstraint(condition=Q(state__in=PreflightState.values), name="preflight_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.gameday} on {self.host}"

    @property
    def is_go(self) -> bool:
        """Whether everything was played and went well. Its lines are asked for."""
        lines = list(self.lines.all())
        return not self.problem and bool(lines) and all(line.is_go for line in lines)

    @property
    def played(self) -> int:
        """How many lines have a verdict."""
        return sum(bool(line.verdict) for line in self.lines.all())

    is_aloft = state_is(*ALOFT)
    is_cancelled = state_is(PreflightState.CANCELLED)


class PreflightLine(models.Model):
    """One scenario. `said`: what is being done while it has no verdict, then why it got it."""

    preflight = models.ForeignKey(
        Preflight, verbose_name=_lazy("pre-flight"), on_delete=models.CASCADE, related_name="lines"
    )
    scenario = models.ForeignKey(Scenario, verbose_name=_lazy("scenario"), on_delete=models.CASCADE)
    position = models.PositiveIntegerField(_lazy("position"), default=0)
    verdict = models.CharField(_lazy("verdict"), max_length=20, choices=PreflightVerdict, blank=True)
    said = models.TextField(_lazy("what was said"), blank=True)
    started_at = models.DateTimeField(_lazy("started at"), null=True)
    ended_at = models.DateTimeField(_lazy("ended at"), null=True)

    class Meta:
        verbose_name = _lazy("line of a pre-flight")
        verbose_name_plural = _lazy("lines of a pre-flight")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["", *PreflightVerdict.values]), name="preflight_verdict_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scenario.title}: {self.verdict or self.said}"

    @property
    def took(self) -> timedelta | None:
        """How long it was played, with making its containers anew; None as long as it has no verdict."""
        return self.ended_at - self.started_at if self.verdict and self.ended_at and self.started_at else None

    is_playing = property(lambda self: bool(self.started_at and not self.verdict))
    is_go = property(lambda self: self.verdict == PreflightVerdict.GO)
    is_no_go = property(lambda self: self.verdict == PreflightVerdict.NO_GO)
