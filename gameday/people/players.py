"""What facilitators need of players: links for joining, and moving a player to another team."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live import publish
from gameday.models import GameDay, Player, Team
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused


def join_url(gameday: GameDay) -> str:
    """The game day's join link. It is no secret."""
    return settings.PUBLIC_URL + reverse("gameday:join", args=[gameday.join_code])


def seat_url(player: Player) -> str:
    """The player's own link. It is a secret: a browser that opens it is logged in as that player."""
    return settings.PUBLIC_URL + reverse("gameday:seat", args=[player.token])


def move_player(player: Player, team: Team | None, *, by: str, now: datetime) -> bool:
    """Move a player to another team (None: to no team) and tell both teams. Returns whether anything changed.

    What they did stays with the old team. Raises Refused.
    """
    if team is not None and team.gameday_id != player.gameday_id:
        raise Refused(
            _("{team} plays in another game day than {player}. Choose one of their own game day.").format(
                team=team, player=player.name
            )
        )
    with transaction.atomic():
        row = Player.objects.select_for_update(of=["self"]).select_related("team", "gameday").get(pk=player.pk)
        old = row.team
        if old == team:
            return False
        Player.objects.filter(pk=row.pk).update(team=team)
        player.team = team
        nowhere = _lazy("nowhere")
        text = format_lazy(
            _lazy("{by} moves {name} from {old} to {team}"),
            by=by,
            name=row.name,
            old=old or nowhere,
            team=team or nowhere,
        )
        for place in (old, team):
            if place is not None:
                publish.tell_parts_changed(publish.team_topic(place.pk), "state", "activity")
        activity.record_activity(
            gameday=row.gameday, team=team or old, player=row, verb=ActivityVerb.MOVED, text=text, now=now
        )
        publish.mark_topic(publish.board_topic(row.gameday_id))
    return True
