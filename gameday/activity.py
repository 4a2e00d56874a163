"""Activity: record() is how anything that somebody did reaches the feed, the control room's log and the board."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy

from gameday import access
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import Activity, GameDay, Incident, Player, Team

LONGEST = 300
TYPED = "typed"


def record_activity(
    *,
    gameday: GameDay,
    team: Team | None,
    player: Player | None = None,
    verb: str,
    text: str | Promise,
    now: datetime,
    incident: Incident | None = None,
    public: bool = False,
) -> Activity:
    """Append what happened and tell, after the commit, who sees it. `public` puts it on the board too.

    A lazy text is written in the language of the game day.
    """
    with vocabulary.in_language_of(gameday):
        told = str(text)[:LONGEST]
    row = Activity.objects.create(
        gameday=gameday,
        team=team,
        player=player,
        role=access.current_seat(player) if player else "",
        verb=verb,
        text=told,
        incident=incident,
        public=public,
        at=now,
    )
    change = Change.PUBLIC_ACTIVITY if public else Change.ACTIVITY
    tell(change, gameday_id=gameday.pk, team_id=team.pk if team else None)
    return row


def record_typing(players: Iterable[int], now: datetime) -> None:
    """Note that these people type in a terminal: a trace of work that no feed tells."""
    rows = Player.objects.filter(pk__in=players, team__isnull=False).select_related("gameday", "team")
    Activity.objects.bulk_create(
        Activity(
            gameday=player.gameday,
            team=player.team,
            player=player,
            role=access.current_seat(player),
            verb=TYPED,
            text=f"{player.name} types in a terminal",
            at=now,
        )
        for player in rows
    )


def record_incident_activity(
    incident: Incident,
    verb: str,
    text: Any,
    *,
    now: datetime,
    player: Player | None = None,
    **names: object,
) -> Activity:
    """The same for an incident. `text`, lazy or not, is a template that may name {scenario}, {team} and whatever else is given."""
    told = format_lazy(text, scenario=incident.scenario.title, team=incident.team, **names)
    return record_activity(
        gameday=incident.gameday, team=incident.team, player=player, verb=verb, text=told, now=now, incident=incident
    )
