"""What a debrief is about and what was written in it, for its page and its exports alike. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from gameday.models import Incident
from gameday.models.choices import IncidentState
from scenarios.models import Scenario
from scoring.afterwards.debrief.course import COLUMNS, course_of
from scoring.afterwards.debrief.room import DebriefRoom
from scoring.afterwards.debrief.warm_up import warm_up_question
from scoring.models import ActionItem, DebriefColumn, DebriefCourse, DebriefNote, FilmState


@dataclass(frozen=True)
class FilmLink:
    """An incident and where its film is; `address` is empty as long as there is none to look at, `state` says it in words."""

    incident: Incident
    address: str
    state: str
    voided: bool


@dataclass(frozen=True)
class ScenarioQuestions:
    """What the author of a scenario asks those who have played it. In the author's language."""

    scenario: Scenario
    goal: str
    questions: list[str]
    report_title: str
    report_url: str


@dataclass(frozen=True)
class Contents:
    """All of one debrief, in five queries however much was written."""

    room: DebriefRoom
    course: DebriefCourse
    question: Promise
    notes: list[DebriefNote]
    items: list[ActionItem]
    removed_notes: list[DebriefNote]
    removed_items: list[ActionItem]
    films: list[FilmLink]
    scenarios: list[ScenarioQuestions]

    @property
    def columns(self) -> list[tuple[DebriefColumn, list[DebriefNote]]]:
        """The thoughts of each column, in the order of the steps."""
        return [(column, [note for note in self.notes if note.column == column]) for column in COLUMNS.values()]

    @property
    def noted(self) -> set[int]:
        """The ids of thoughts that an action item was made of."""
        return {item.note_id for item in self.items if item.note_id}


def contents_of(room: DebriefRoom) -> Contents:
    """What its page shows now."""
    notes = list(DebriefNote.objects.filter(**room.rows).select_related("incident__scenario"))
    items = list(ActionItem.objects.filter(**room.rows))
    course, incidents = course_of(room), list(incidents_of(room))
    return Contents(
        room,
        course,
        warm_up_question(room.gameday.seed, course.exchanges),
        [note for note in notes if note.removed_at is None],
        [item for item in items if item.removed_at is None],
        [note for note in notes if note.removed_at],
        [item for item in items if item.removed_at],
        [_film(incident, room) for incident in incidents if room.viewer.may_see_team(incident.team_id)],
        _questions(incidents),
    )


def incidents_of(room: DebriefRoom) -> QuerySet[Incident]:
    """What was played for points, by the team or by all: round by round, then team by team."""
    rows = room.gameday.incidents.filter(practice=False).exclude(state=IncidentState.SCHEDULED)
    if room.team:
        rows = rows.filter(team=room.team)
    return rows.select_related("scenario", "team", "film").order_by("due_at", "team__position", "id")


def _film(incident: Incident, room: DebriefRoom) -> FilmLink:
    film = getattr(incident, "film", None)
    ready = film is not None and film.state == FilmState.READY
    return FilmLink(
        incident,
        reverse("scoring:film", args=[room.gameday.slug, incident.pk]) if ready else "",
        film.get_state_display() if film else "",
        incident.state == IncidentState.VOIDED,
    )


def _questions(incidents: Iterable[Incident]) -> list[ScenarioQuestions]:
    """Each scenario once, in the order in which they came."""
    played = (incident.scenario for incident in incidents if incident.state != IncidentState.VOIDED)
    return [_asked(scenario) for scenario in {scenario.slug: scenario for scenario in played}.values()]


def _asked(scenario: Scenario) -> ScenarioQuestions:
    debrief, report = scenario.document.get("debrief", {}), scenario.document.get("postmortem", {})
    return ScenarioQuestions(
        scenario,
        debrief.get("goal", ""),
        list(debrief.get("questions", [])),
        report.get("title", ""),
        report.get("url", ""),
    )
