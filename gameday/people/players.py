"""What facilitators need of players: links for joining, and moving a player to another team."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Player, Team
from gameday.models.choices import ActivityVerb
from gameday.web_address import parse_web_address
from scenarios.refusal import Refused


def join_url(gameday: GameDay) -> str:
    """The game day's join link. It is no secret."""
    return _public("gameday:join", gameday.join_code)


def seat_url(player: Player) -> str:
    """The player's own link. It is a secret: a browser that opens it is logged in as that player."""
    return _public("gameday:seat", player.token)


def _public(page: str, argument: str) -> str:
    """The page's address for browsers anywhere. Its path has PUBLIC_URL's prefix already."""
    return parse_web_address(settings.PUBLIC_URL).origin + reverse(page, args=[argument])


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
        row = Player.everybody.select_for_update(of=["self"]).select_related("team", "gameday").get(pk=player.pk)
        old = row.team
        place = team or old
        if old == team or place is None:
            return False
        Player.everybody.filter(pk=row.pk).update(team=team)
        player.team = team
        text, nowhere = _lazy("{by} moves {name} from {old} to {team}"), _lazy("nowhere")
        names: dict[str, Any] = {"by": by, "name": row.name, "old": old or nowhere, "team": team or nowhere}
        activity.record_activity(place, ActivityVerb.MOVED, text, now=now, player=row, **names)
        tell_teams(Change.MOVED, [one.pk for one in (old, team) if one], gameday_id=row.gameday_id)
    return True
