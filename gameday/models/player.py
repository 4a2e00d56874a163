"""Player: a person (or a bot) on a seat."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import Role
from gameday.models.gameday import GameDay
from gameday.models.team import Team


def new_token() -> str:
    """The secret of a player's own link."""
    return secrets.token_urlsafe(18)


class Player(models.Model):
    gameday = models.ForeignKey(GameDay, on_delete=models.CASCADE, related_name="players")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="players")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=3, choices=Role)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    department = models.CharField(max_length=60, blank=True)
    skill = models.PositiveSmallIntegerField(default=3, help_text=_lazy("1 (new to it) to 5 (could teach it)"))
    newcomer = models.BooleanField(default=False)
    locked = models.BooleanField(default=False, help_text=_lazy("The draw leaves this player where they are."))
    bot = models.BooleanField(default=False)
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    chat_read = models.BigIntegerField(
        default=0, editable=False, help_text="The last line of the chat that they have read."
    )
    ready_at = models.DateTimeField(
        null=True, editable=False, help_text=_lazy("When they said in the lobby that they are ready.")
    )
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["gameday", "name"], name="player_name_once_a_gameday"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="player_role_is_dev_or_ops"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    @property
    def is_dev(self) -> bool:
        """By trade; while the seats are swapped they sit on the other one."""
        return self.role == Role.DEV
