"""Incident: one scenario playing in one team's sandbox."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import OPEN, PRACTISING, GameDayState, IncidentState
from gameday.models.gameday import GameDay
from gameday.models.player import Player
from gameday.models.round import Round
from gameday.models.state_is import state_is
from gameday.models.team import Team
from scenarios.models import Scenario


def in_play(prefix: str = "") -> models.Q:
    """Incidents whose clock runs, as Incident.plays has it; `prefix` leads to them, such as "incident__"."""
    practised = {f"{prefix}practice": True, f"{prefix}gameday__state__in": PRACTISING}
    return models.Q(**{f"{prefix}gameday__state": "running"}) | models.Q(**practised)


class Incident(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="incidents"
    )
    team = models.ForeignKey(Team, verbose_name=_lazy("team"), on_delete=models.CASCADE, related_name="incidents")
    scenario = models.ForeignKey(Scenario, verbose_name=_lazy("scenario"), on_delete=models.PROTECT)
    round = models.ForeignKey(
        Round, verbose_name=_lazy("round"), null=True, blank=True, on_delete=models.CASCADE, related_name="incidents"
    )
    state = models.CharField(
        _lazy("state"), max_length=20, choices=IncidentState, default=IncidentState.SCHEDULED, db_index=True
    )
    due_at = models.DateTimeField(_lazy("due at"), help_text=_lazy("When its faults go in."))
    live_at = models.DateTimeField(
        _lazy("live at"), null=True, help_text=_lazy("When the effect was verified: the score clock's zero.")
    )
    acknowledged_at = models.DateTimeField(_lazy("acknowledged at"), null=True)
    acknowledged_by = models.ForeignKey(
        Player, verbose_name=_lazy("acknowledged by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    commander = models.ForeignKey(
        Player, verbose_name=_lazy("commander"), null=True, on_delete=models.SET_NULL, related_name="commands"
    )
    mitigated_at = models.DateTimeField(_lazy("mitigated at"), null=True)
    ended_at = models.DateTimeField(_lazy("ended at"), null=True)
    expires_at = models.DateTimeField(
        _lazy("expires at"), null=True, help_text=_lazy("Set when it goes live. A pause moves it.")
    )
    next_at = models.DateTimeField(
        _lazy("next look at"),
        null=True,
        db_index=True,
        help_text=_lazy("When the clock looks at it next. A worker that takes it moves this on."),
    )
    practice = models.BooleanField(
        _lazy("practice"), default=False, help_text=_lazy("Played in the lobby: worth no points, told on no board.")
    )
    problem = models.TextField(_lazy("problem"), blank=True, help_text=_lazy("Why it was voided."))

    class Meta:
        verbose_name = _lazy("incident")
        verbose_name_plural = _lazy("incidents")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "team"], name="one_incident_a_round_and_team"),
            models.CheckConstraint(condition=models.Q(state__in=IncidentState.values), name="incident_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario.title} at {self.team}"

    @property
    def plays(self) -> bool:
        """Whether its clock runs: the game day does, or it is practised in the lobby."""
        return self.gameday.state == GameDayState.RUNNING or (self.practice and self.gameday.state in PRACTISING)

    is_live = state_is(IncidentState.LIVE)  # burning, and nobody has said yet that they are on it
    is_open = state_is(*OPEN)  # burning: the effect is in force and nobody closed it yet
