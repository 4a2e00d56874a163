"""What is printed before a day: name cards, join sheets, and the facilitator's script. For facilitators only."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from gameday.access import facilitator_required
from gameday.catalogue.cards import ScenarioCard, scenario_cards
from gameday.event import timeline
from gameday.models import GameDay, Player, Team
from gameday.people import players
from gameday.preparing.picture import Picture, ScheduleBar
from scenarios.models import Scenario

SHEETS = {
    "cards": _lazy("Name cards"),
    "join": _lazy("Join sheets"),
    "script": _lazy("The script of the day"),
}
BLANKS = 8  # cards to write on, for people who come without having been announced: a page


@dataclass(frozen=True)
class ScriptLine:
    """A block of the schedule with what a facilitator wants to know of it."""

    bar: ScheduleBar
    card: ScenarioCard | None


@require_safe
@facilitator_required
def sheets(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """What can be printed."""
    context = {"gameday": gameday, "sheets": SHEETS, "people": gameday.players.filter(bot=False).count()}
    return render(request, "prepare/sheets.html", context)


@require_safe
@facilitator_required
def sheet(request: HttpRequest, gameday: GameDay, kind: str) -> HttpResponse:
    """One of them, as a page for the printer."""
    made = {"cards": _cards, "join": _join, "script": _script}.get(kind)
    if made is None:
        raise Http404
    context = {"gameday": gameday, "kind": kind, "title": SHEETS[kind]} | made(gameday)
    return render(request, f"prepare/sheets/{kind}.html", context)


def _cards(gameday: GameDay) -> dict[str, object]:
    people = gameday.players.filter(bot=False).select_related("team")
    return {"people": sorted(people, key=_by_team), "blanks": range(BLANKS)}


def _by_team(player: Player) -> tuple[bool, int]:
    """Those without a team last."""
    return (player.team is None, player.team.position if player.team else 0)


def _join(gameday: GameDay) -> dict[str, object]:
    pages: list[Team | None] = [None, *gameday.teams.all()]
    return {"pages": pages, "join_url": players.join_url(gameday)}


def _script(gameday: GameDay) -> dict[str, object]:
    line = timeline.read_timeline(gameday, timezone.now())
    picture = Picture(line, line.start, gameday.time_zone)
    rows = Scenario.objects.filter(pk__in=[block.scenario for block in line.rounds]).defer("assets")
    cards = {card.row.pk: card for card in scenario_cards(rows)}
    lines = [ScriptLine(bar, cards.get(bar.block.scenario or 0)) for bar in picture.bars]
    return {"line": line, "picture": picture, "lines": lines, "teams": gameday.teams.count()}
