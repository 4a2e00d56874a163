"""NeedClaim: who of the staff has taken a need of the queue that is seen in other rows, or has put it away.

A call for help has a row of its own, HelpCall, which says the same of itself.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay
from scoring.models.choices import SEEN_NEEDS, NeedKind


class NeedClaim(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="need_claims"
    )
    kind = models.CharField(_lazy("kind"), max_length=12, choices=NeedKind)
    subject = models.BigIntegerField(
        _lazy("subject"), help_text=_lazy("The id of the sandbox, the chat line or the incident that it is about.")
    )
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_lazy("facilitator"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_lazy("Who has taken it."),
    )
    claimed_at = models.DateTimeField(_lazy("claimed at"), null=True)
    closed_at = models.DateTimeField(_lazy("closed at"), null=True)
    closed_score = models.PositiveSmallIntegerField(
        _lazy("score when closed"), default=0, help_text=_lazy("A team that gets more stuck than that is shown again.")
    )

    class Meta:
        verbose_name = _lazy("claim of a need")
        verbose_name_plural = _lazy("claims of needs")
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="one_claim_a_need"),
            models.CheckConstraint(condition=models.Q(kind__in=SEEN_NEEDS), name="need_kind_is_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
