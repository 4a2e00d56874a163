"""HelpCall: a team calls the facilitators. A constraint keeps a team to one call that nobody has answered yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident, Player, Team
from gameday.models.state_is import state_is
from scoring.models.choices import UNANSWERED, HelpCallState


class HelpCall(models.Model):
    team = models.ForeignKey(Team, verbose_name=_lazy("team"), on_delete=models.CASCADE, related_name="help_calls")
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), null=True, on_delete=models.SET_NULL, related_name="help_calls"
    )
    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), null=True, on_delete=models.SET_NULL, related_name="help_calls"
    )
    text = models.TextField(_lazy("text"), blank=True, help_text=_lazy("A line for each sentence, the caller's first."))
    state = models.CharField(
        _lazy("state"), max_length=12, choices=HelpCallState, default=HelpCallState.WAITING, db_index=True
    )
    at = models.DateTimeField(_lazy("at"))
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_lazy("facilitator"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_lazy("Who is coming, or has answered."),
    )
    claimed_at = models.DateTimeField(_lazy("claimed at"), null=True)
    ended_at = models.DateTimeField(_lazy("ended at"), null=True)

    class Meta:
        verbose_name = _lazy("call for help")
        verbose_name_plural = _lazy("calls for help")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(state__in=UNANSWERED),
                name="a_team_has_one_unanswered_call_for_help",
            ),
            models.CheckConstraint(condition=models.Q(state__in=HelpCallState.values), name="help_call_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.text[:60]}"

    is_unanswered = state_is(*UNANSWERED)
    is_claimed = state_is(HelpCallState.COMING)  # a facilitator has said that they are coming
