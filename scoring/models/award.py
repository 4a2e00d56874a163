"""Award: what a team is honoured for. A facilitator may exchange it or add one."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Team
from scoring.models.choices import AwardKind

CHOSEN_BY_RULES = models.Q(by="", removed_at=None)


class Award(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="awards"
    )
    team = models.ForeignKey(Team, verbose_name=_lazy("team"), on_delete=models.CASCADE, related_name="awards")
    kind = models.CharField(_lazy("kind"), max_length=20, choices=AwardKind)
    title = models.CharField(
        _lazy("title"), max_length=80, blank=True, help_text=_lazy("Instead of that of its kind, where one is written.")
    )
    reason = models.CharField(_lazy("reason"), max_length=300, help_text=_lazy("What in their day it is for."))
    position = models.PositiveSmallIntegerField(_lazy("position"), default=0)
    by = models.CharField(_lazy("by"), max_length=150, blank=True, help_text=_lazy("Empty: the rules chose it."))
    at = models.DateTimeField(_lazy("at"))
    removed_at = models.DateTimeField(
        _lazy("removed at"), null=True, help_text=_lazy("When a facilitator took it away; it can be put back.")
    )

    class Meta:
        verbose_name = _lazy("award")
        verbose_name_plural = _lazy("awards")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=AwardKind.values), name="award_kind_is_known"),
            # Choosing twice at once gives nobody two, and no kind to two teams.
            models.UniqueConstraint(fields=["team"], condition=CHOSEN_BY_RULES, name="rules_honour_a_team_once"),
            models.UniqueConstraint(
                fields=["gameday", "kind"],
                condition=CHOSEN_BY_RULES & ~models.Q(kind=AwardKind.GOOD_COMPANY),
                name="rules_give_a_kind_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.heading}"

    @property
    def heading(self) -> str:
        """Its title as people read it."""
        return self.title or str(self.get_kind_display())
