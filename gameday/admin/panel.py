"""The panel above a game day's form: its state, its verbs, and each team's sandbox. It only reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from gameday.admin import verbs
from gameday.event import preflight
from gameday.event.verbs import JOINING_VERBS
from gameday.language import moments
from gameday.models import GameDay, Player, Sandbox, Team
from gameday.models.choices import BEFORE_START, UNFINISHED, GameDayState, SandboxState
from gameday.people import players
from gameday.sandboxes import addresses, room, written


@dataclass(frozen=True)
class PanelLine:
    """One team in the panel."""

    team: Team
    people: list[Player]
    sandbox: Sandbox | None

    @property
    def shop(self) -> str:
        return addresses.shop_url(self.sandbox) if self.sandbox and self.sandbox.state == SandboxState.READY else ""

    @property
    def disk(self) -> str:
        return written.notice(self.sandbox) if self.sandbox else ""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(role, build step) of each service while the sandbox is being built, or if its building failed."""
        if self.sandbox is None or self.sandbox.state in (SandboxState.READY, SandboxState.GONE):
            return []
        return sorted((role, str(how)) for role, how in self.sandbox.progress.items())


def panel_lines(gameday: GameDay) -> list[PanelLine]:
    """A line for every team. Three queries."""
    living = Prefetch(
        "sandboxes", queryset=Sandbox.objects.exclude(state=SandboxState.GONE).select_related("host"), to_attr="living"
    )
    teams = gameday.teams.prefetch_related("players", living)
    return [PanelLine(team, list(team.players.all()), next(iter(team.living), None)) for team in teams]


def panel_context(gameday: GameDay, now: datetime) -> dict[str, Any]:
    """The context of the panel's template."""
    rows, loose = panel_lines(gameday), list(gameday.players.filter(team=None))
    everybody = [*loose, *(person for row in rows for person in row.people)]
    ready = sum(1 for row in rows if row.sandbox and row.sandbox.state == SandboxState.READY)
    flown = preflight.last_preflight(gameday) if gameday.is_draft else preflight.Flown([])
    busy = (
        flown.aloft
        or gameday.state == GameDayState.PROVISIONING
        or any(row.sandbox and row.sandbox.state in UNFINISHED for row in rows)
    )
    elapsed, offered = gameday.elapsed(now), verbs.offered_verbs(gameday)
    return {
        "gameday": gameday,
        "gap": moments.gap_of(gameday),
        "shortages": room.host_shortages(now),
        "lines": rows,
        "flown": flown,
        "flight_left": flown.minutes_left(now),
        "ready": ready,
        "busy": busy,
        "verbs": [verb for verb in offered if verb.name not in JOINING_VERBS],
        "joining_verbs": [verb for verb in offered if verb.name in JOINING_VERBS],
        "counted": sum(not person.bot for person in everybody),
        "places": gameday.places_for(len(rows)),
        "loose": loose,
        "rounds": gameday.rounds.count(),
        "join_url": players.join_url(gameday),
        "elapsed": timedelta(seconds=int(elapsed.total_seconds())),
        "here": sum(1 for row in rows for person in row.people if person.joined_at),
        "people": sum(len(row.people) for row in rows),
        "planning": gameday.state in BEFORE_START,
    }
