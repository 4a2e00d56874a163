"""Player: a person (or a bot) on a seat."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import Role
from gameday.models.gameday import GameDay
from gameday.models.named import Named, NameField, once_a_gameday
from gameday.models.team import Team

# Of a query for rows that name a player: those of people who were not removed, and those of nobody.
BY_PRESENT = models.Q(player__removed_at=None)
# Of a query that counts the players of a team or a game day: its manager does not look there.
PRESENT = models.Q(players__removed_at=None)


def new_token() -> str:
    """The secret of a player's own link."""
    return secrets.token_urlsafe(18)


class PresentPlayers(models.Manager["Player"]):
    """Without those whom a facilitator has removed. Teams and game days list their players by it, too."""

    def get_queryset(self) -> "models.QuerySet[Player]":
        return super().get_queryset().filter(removed_at=None)


class Player(Named):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="players"
    )
    team = models.ForeignKey(
        Team, verbose_name=_lazy("team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="players"
    )
    role = models.CharField(_lazy("seat"), max_length=3, choices=Role)
    token = models.CharField(_lazy("token"), max_length=40, unique=True, default=new_token, editable=False)
    department = NameField(_lazy("department"), blank=True)
    skill = models.PositiveSmallIntegerField(
        _lazy("skill"), default=3, help_text=_lazy("1 (new to it) to 5 (could teach it)")
    )
    newcomer = models.BooleanField(_lazy("newcomer"), default=False)
    locked = models.BooleanField(
        _lazy("locked"), default=False, help_text=_lazy("The draw leaves this player where they are.")
    )
    bot = models.BooleanField(_lazy("bot"), default=False)
    joined_at = models.DateTimeField(_lazy("joined at"), null=True, blank=True, editable=False)
    chat_read = models.BigIntegerField(
        _lazy("chat read up to"),
        default=0,
        editable=False,
        help_text=_lazy("The last line of the chat that they have read."),
    )
    ready_at = models.DateTimeField(
        _lazy("ready at"),
        null=True,
        editable=False,
        help_text=_lazy("When they said in the lobby that they are ready."),
    )
    seen_at = models.DateTimeField(_lazy("seen at"), null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(
        _lazy("removed at"),
        null=True,
        editable=False,
        help_text=_lazy("When a facilitator took them out of the game. They cannot come back by themselves."),
    )

    objects = PresentPlayers()
    everybody = models.Manager["Player"]()  # with those who were removed

    class Meta:
        verbose_name = _lazy("player")
        verbose_name_plural = _lazy("players")
        ordering = ["name"]
        constraints = [
            *once_a_gameday("player", among=models.Q(removed_at=None)),  # a stranger's name is free again
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="player_role_is_dev_or_ops"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    @property
    def is_dev(self) -> bool:
        """By trade; while the seats are swapped they sit on the other one."""
        return self.role == Role.DEV
