"""Messages from facilitators to all teams, one team or one player."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live import publish
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
            gameday=gameday,
            team=None,
            verb=ActivityVerb.MESSAGE,
            text=format_lazy(_lazy("To {whom}: {text}"), whom=whom, text=text),
            now=now,
        )
        for reader in _readers(gameday, team, player):
            publish.tell_parts_changed(publish.team_topic(reader.pk), "messages")
    return message


def _readers(gameday: GameDay, team: Team | None, player: Player | None) -> list[Team]:
    if player:
        return [player.team] if player.team else []
    return [team] if team else list(gameday.teams.all())
