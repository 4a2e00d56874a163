"""The time line of a game day: it is moved in the browser, and saved as a whole. For facilitators only."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gameday.access import facilitator_required
from gameday.event import scheduling, timeline
from gameday.event.scheduling import LONGEST, LONGEST_BREAK, ChangedMeanwhile, FaultySchedule, Judged
from gameday.event.timeline import Block, Timeline
from gameday.models import GameDay
from gameday.models.choices import PlanKind
from gameday.models.schedule_mark import MOST_TIMES
from gameday.preparing.picture import Picture, ScheduleBar
from scenarios import publishing
from scenarios.models import Scenario
from scenarios.refusal import Refused

CONFLICT, INVALID = 409, 422
FIRST_BREAK = 15 * 60  # seconds that a new break lasts
FIRST_RUSH = 20 * 60
FACTORS = range(2, MOST_TIMES + 1)


@dataclass(frozen=True)
class EditedRow:
    """A block in the list of the editor. `complaint`: what is wrong with it."""

    bar: ScheduleBar
    complaint: str = ""


@require_http_methods(["GET", "POST"])
@facilitator_required
def schedule(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """The editor. POST saves a draft; where that is refused, the page shows the draft as it was, with what is wrong."""
    now = timezone.now()
    if request.method != "POST":
        return _page(request, gameday, now)
    try:
        draft = scheduling.read_draft(request.POST.get("draft", ""))
        scheduling.save_schedule(gameday, draft, by=request.user.get_username(), now=now)
    except FaultySchedule as faulty:
        return _page(request, gameday, now, faulty.judged, why=str(faulty), status=INVALID)
    except ChangedMeanwhile as conflict:
        return _page(request, gameday, now, conflict.judged, why=str(conflict), conflict=True, status=CONFLICT)
    except Refused as refusal:
        return _page(request, gameday, now, why=str(refusal), status=INVALID)
    LogEntry.objects.log_actions(request.user.pk or 0, [gameday], CHANGE, "Schedule", single_object=True)
    messages.success(request, _("The schedule is saved."))
    return redirect("gameday:prepare-schedule", slug=gameday.slug)


def _page(
    request: HttpRequest,
    gameday: GameDay,
    now: datetime,
    judged: Judged | None = None,
    *,
    why: str = "",
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    planned = timeline.read_timeline(gameday, now)
    line = replace(planned, blocks=judged.blocks, length=judged.length) if judged else planned
    picture = Picture(line, planned.start, gameday.time_zone)
    complaints = judged.complaints if judged else {}
    context = {
        "gameday": gameday,
        "line": line,
        "picture": picture,
        "rows": [EditedRow(bar, complaints.get(place, "")) for place, bar in enumerate(picture.bars)],
        "end_complaint": complaints.get(-1, ""),
        "why": why,
        "theirs": Picture(planned, picture.start, gameday.time_zone) if conflict else None,
        "options": _options(line),
        "blank": _blank_rows(picture),
        "longest": LONGEST,
        "longest_break": LONGEST_BREAK,
        "factors": FACTORS,
        "unsaved": judged is not None,
    }
    return render(request, "prepare/schedule.html", context, status=status)


def _options(line: Timeline) -> list[Block]:
    """The scenarios that a round may have: the newest of each, and those that are planned. The easy ones come first."""
    used = [block.scenario for block in line.rounds]
    newest = [row.pk for row in publishing.latest_scenarios()]
    rows = Scenario.objects.filter(Q(pk__in=newest) | Q(pk__in=used)).defer("assets", "proof")
    found = [timeline.scenario_block(row, 0) for row in rows]
    return sorted(found, key=lambda block: (block.difficulty, block.title, block.scenario or 0))


def _blank_rows(picture: Picture) -> list[EditedRow]:
    """A new round, break, freeze and rush hour, as the browser copies them."""
    options = _options(picture.line)
    blocks = [Block(PlanKind.BREAK, 0, FIRST_BREAK), Block(PlanKind.FREEZE, 0)]
    blocks.append(Block(PlanKind.RUSH, 0, FIRST_RUSH, factor=FACTORS[0]))
    if options:
        blocks.insert(0, options[0])
    return [EditedRow(bar) for bar in Picture(Timeline(blocks, 0), None, picture.zone).bars]
