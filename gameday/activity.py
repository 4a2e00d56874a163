"""Records what people do, for the team's feed, the control room's log, the board and the referee."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday import access
from gameday.language import vocabulary
from gameday.language.platform_secrets import hide_secrets
from gameday.live.changes import Change, tell
from gameday.models import Activity, GameDay, Incident, Player, Team
from gameday.models.choices import ActivityVerb, Actor
from gameday.names import isolate

LONGEST_TEXT = 300
LONGEST_DETAIL = 4096  # bytes
CUT_OFF = "…"


def record_activity(
    where: GameDay | Team | Player | Incident,
    verb: ActivityVerb,
    text: str | Promise,
    /,
    *,
    now: datetime,
    player: Player | None = None,
    incident: Incident | None = None,
    public: bool = False,
    service: str = "",
    detail: str = "",
    **names: Any,
) -> Activity:
    """Append an act and refresh, after the commit, the pages that show it. `public` shows it on the board too.

    `where`: whose feed it stands in (a game day's is the control room's log); it names the incident or the player, too.
    `service`: the service or repository that it was done to. `detail`: what was changed, for the film alone.
    A lazy text is a template with {player}, {team}, {scenario} and any of `names`, written in the language of the game
    day; any other text stays as it is. `by` among the names is the facilitator who did it, which the audit asks for.
    """
    gameday, team = _feed_of(where)
    incident = where if isinstance(where, Incident) else incident
    player = where if isinstance(where, Player) else player
    row = Activity.objects.create(
        gameday=gameday,
        team=team,
        player=player,
        by=_facilitator(names.get("by")),
        role=access.current_seat(player) if player else "",
        verb=verb,
        service=service,
        text=_written(text, gameday, incident, {"team": team, "player": player and player.name} | names)[:LONGEST_TEXT],
        detail=bounded_detail(detail),
        incident=incident,
        public=public,
        at=now,
    )
    _tell_of(row)
    return row


def record_made_day(gameday: GameDay, *, by: str, now: datetime, of: str = "") -> None:
    """Record who made a draft, of what: another day, a file, a proposal."""
    text = _lazy("{by} makes this day of {of}") if of else _lazy("{by} makes this day")
    record_activity(gameday, ActivityVerb.MADE, text, now=now, by=by, of=of)


def _feed_of(where: GameDay | Team | Player | Incident) -> tuple[GameDay, Team | None]:
    if isinstance(where, GameDay):
        return where, None
    return where.gameday, where if isinstance(where, Team) else where.team


def _tell_of(row: Activity) -> None:
    tell(Change.PUBLIC_ACTIVITY if row.public else Change.ACTIVITY, gameday_id=row.gameday_id, team_id=row.team_id)


def _facilitator(by: Any) -> str:
    """The name in `by` if a person goes by it: the clock and the referee are no facilitators."""
    return by if isinstance(by, str) and by not in Actor.values else ""


def _written(template: str | Promise, gameday: GameDay, incident: Incident | None, names: dict[str, Any]) -> str:
    if not isinstance(template, Promise):
        return template
    names = {"scenario": incident and incident.scenario.title} | names
    with vocabulary.in_language_of(gameday):
        return str(template).format(**{what: _isolated(named) for what, named in names.items()})


def bounded_detail(detail: str) -> str:
    """Without the platform's secrets and signs that no row can hold, in whole lines of LONGEST_DETAIL bytes at most."""
    detail = hide_secrets(detail.replace("\0", ""))
    if len(detail.encode()) <= LONGEST_DETAIL:
        return detail
    kept = detail.encode()[: LONGEST_DETAIL - len(CUT_OFF.encode())].decode(errors="ignore")
    return kept[: kept.rfind("\n") + 1 or len(kept)] + CUT_OFF


def _isolated(named: Any) -> Any:
    """A name that leaves the order of the sentence alone; a number stays one, for a template that formats it."""
    return isolate(str(named)) if isinstance(named, str | Promise | Team | GameDay) else named


def record_typing(typing: Mapping[int, str], now: datetime) -> None:
    """Record that these players (id -> service) type in a terminal. The referee counts it as work; no feed shows it."""
    rows = Player.objects.filter(pk__in=typing, team__isnull=False).select_related("gameday", "team")
    Activity.objects.bulk_create(
        Activity(
            gameday=player.gameday,
            team=player.team,
            player=player,
            role=access.current_seat(player),
            verb=ActivityVerb.TYPED,
            service=typing[player.pk],
            text=f"{player.name} types in a terminal",
            at=now,
        )
        for player in rows
    )
