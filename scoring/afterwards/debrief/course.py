"""The steps of a debrief, how long each may take, and who leads through them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from scenarios.refusal import Refused
from scoring.afterwards.debrief.room import DebriefRoom
from scoring.models import DebriefColumn, DebriefCourse, DebriefStep

MINUTES = {
    DebriefStep.WARM_UP: 3,
    DebriefStep.FILM: 5,
    DebriefStep.SAW: 5,
    DebriefStep.SURPRISED: 5,
    DebriefStep.WENT_WELL: 4,
    DebriefStep.LUCK: 4,
    DebriefStep.QUESTIONS: 8,
    DebriefStep.ACTIONS: 6,
}
COLUMNS = {
    DebriefStep.SAW: DebriefColumn.SAW,
    DebriefStep.SURPRISED: DebriefColumn.SURPRISED,
    DebriefStep.WENT_WELL: DebriefColumn.WENT_WELL,
    DebriefStep.LUCK: DebriefColumn.LUCK,
}


@dataclass(frozen=True)
class CourseStep:
    """A step as pages show it. `column` is where its thoughts go, for the steps that collect some."""

    code: DebriefStep
    label: str
    minutes: int
    column: DebriefColumn | None


def steps() -> Iterator[CourseStep]:
    """All steps, in their order."""
    for code in DebriefStep:
        yield CourseStep(code, str(code.label), MINUTES[code], COLUMNS.get(code))


def course_of(room: DebriefRoom) -> DebriefCourse:
    """Where the debrief stands. A row that is not saved, where nobody has led it yet."""
    return DebriefCourse.objects.filter(**room.rows).first() or DebriefCourse(**room.rows)


def seconds_left(course: DebriefCourse, now: datetime) -> int:
    """Of the step that everybody is led through; never below 0."""
    suggested = MINUTES[DebriefStep(course.step)] * 60
    passed = (now - course.step_began_at).total_seconds() if course.step_began_at else 0
    return max(round(suggested - passed), 0)


def lead_to(room: DebriefRoom, step: str, *, now: datetime) -> None:
    """Show a step to everybody who follows. Raises Refused."""
    _may_lead(room)
    if step not in DebriefStep:
        raise Refused(_("There is no such step. Load the page again."))
    _row(room).update(step=step, step_began_at=now, led_by=room.author.name)
    room.tell()


def stop_leading(room: DebriefRoom) -> None:
    """Let everybody look at the step they like. Raises Refused."""
    _may_lead(room)
    _row(room).update(led_by="", step_began_at=None)
    room.tell()


def exchange_question(room: DebriefRoom) -> None:
    """Take the next warm-up question. Raises Refused."""
    _may_lead(room)
    _row(room).update(exchanges=F("exchanges") + 1)
    room.tell()


def _row(room: DebriefRoom) -> "QuerySet[DebriefCourse]":
    made, _new = DebriefCourse.objects.get_or_create(**room.rows)
    return DebriefCourse.objects.filter(pk=made.pk)


def _may_lead(room: DebriefRoom) -> None:
    if not room.may_lead:
        raise Refused(_("A facilitator leads the debrief of all teams. In your team's own one you may lead."))
