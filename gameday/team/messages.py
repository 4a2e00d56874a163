"""Messages from facilitators to all teams, one team or one player."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Message, Player, Team
from gameday.models.choices import ActivityVerb


def send_message(
    gameday: GameDay,
    *,
    sender: User | None,
    text: str,
    team: Team | None = None,
    player: Player | None = None,
    now: datetime,
) -> Message:
    """Save a message, and show it at once on the pages of its receivers, where it stays until it is read."""
    with transaction.atomic():
        message = Message.objects.create(gameday=gameday, sender=sender, text=text, team=team, player=player, at=now)
        whom = player.name if player else team.name if team else "everybody"
        activity.record_activity(
            gameday, ActivityVerb.MESSAGE, _lazy("To {whom}: {text}"), now=now, whom=whom, text=text
        )
        tell_teams(Change.MESSAGE, _readers(gameday, team, player), gameday_id=gameday.pk)
    return message


def withdraw_message(message: Message, *, by: str, now: datetime) -> None:
    """Take a message off the pages of its receivers. Who has read it has read it; the log keeps what it said."""
    gameday, team, player = message.gameday, message.team, message.player
    with transaction.atomic():
        message.delete()
        whom = player.name if player else team.name if team else "everybody"
        activity.record_activity(
            gameday, ActivityVerb.MESSAGE, _lazy("{by} takes the message to {whom} back"), now=now, by=by, whom=whom
        )
        tell_teams(Change.MESSAGE, _readers(gameday, team, player), gameday_id=gameday.pk)


def _readers(gameday: GameDay, team: Team | None, player: Player | None) -> list[int]:
    """The ids of the teams on whose pages it appears."""
    if player:
        return [player.team_id] if player.team_id else []
    return [team.pk] if team else gameday.team_ids()
