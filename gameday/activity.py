"""Records what people do, for the team's feed, the control room's log, the board and the referee."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy

from gameday import access
from gameday.language import vocabulary
from gameday.live import publish
from gameday.models import Activity, GameDay, Incident, Player, Team
from gameday.models.choices import ActivityVerb

LONGEST_TEXT = 300


def record_activity(
    *,
    gameday: GameDay,
    team: Team | None,
    player: Player | None = None,
    verb: ActivityVerb,
    text: str | Promise,
    now: datetime,
    incident: Incident | None = None,
    public: bool = False,
) -> Activity:
    """Append an act and refresh, after the commit, the pages that show it. `public` shows it on the board too.

    A lazy text is written in the language of the game day; a text is cut after LONGEST_TEXT characters.
    """
    with vocabulary.in_language_of(gameday):
        told = str(text)[:LONGEST_TEXT]
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
    if team:
        publish.tell_parts_changed(publish.team_topic(team.pk), "activity")
    publish.tell_parts_changed(publish.control_topic(gameday.pk), "activity")
    if public:
        publish.mark_topic(publish.board_topic(gameday.pk))
    return row


def record_typing(players: Iterable[int], now: datetime) -> None:
    """Record that these players (by id) type in a terminal. The referee counts it as work; no feed shows it."""
    rows = Player.objects.filter(pk__in=players, team__isnull=False).select_related("gameday", "team")
    Activity.objects.bulk_create(
        Activity(
            gameday=player.gameday,
            team=player.team,
            player=player,
            role=access.current_seat(player),
            verb=ActivityVerb.TYPED,
            text=f"{player.name} types in a terminal",
            at=now,
        )
        for player in rows
    )


def record_incident_activity(
    incident: Incident,
    verb: ActivityVerb,
    text: Any,
    *,
    now: datetime,
    player: Player | None = None,
    **names: object,
) -> Activity:
    """Record an act about an incident. `text` is a template, lazy or not, with {scenario}, {team} and any of `names`."""
    told = format_lazy(text, scenario=incident.scenario.title, team=incident.team, **names)
    return record_activity(
        gameday=incident.gameday, team=incident.team, player=player, verb=verb, text=told, now=now, incident=incident
    )
