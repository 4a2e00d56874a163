"""Reads the rows that a film is made of: each is one query, for one team from shortly before an incident until shortly after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from gameday.models import Activity, ChatLine, Incident, Message, Note, Player, Recording, RecordingPart
from gameday.models.choices import IncidentState, Role
from gameday.models.player import BY_PRESENT
from scoring.afterwards.figures.meeting import Deed
from scoring.ledger import game_time
from scoring.ledger.game_time import Pauses
from scoring.models import Attempt, Entry, HintTaken, KeyTurn, Objective, Observation

LEAD, TAIL = timedelta(seconds=3), timedelta(seconds=5)  # before the faults go in, after it has ended


@dataclass(frozen=True)
class IncidentRows:
    """All that a film of one incident needs. What was done by people who were removed is left out."""

    incident: Incident
    start: datetime
    end: datetime
    injected_at: datetime | None
    pauses: Pauses
    activities: list[Activity]  # oldest first
    excerpts: list[ChatLine]
    words: list[Deed]  # everything said and noted
    answers: dict[tuple[int | None, datetime], str]  # (player id, when) -> what was answered
    seats: set[str]  # on which somebody sat
    messages: list[Message]
    hints: list[HintTaken]
    objectives: list[Objective]  # those that were met
    keys: list[KeyTurn]
    observations: list[Observation]
    entries: list[Entry]
    recordings: list[Recording]
    parts: dict[int, list[bytes]]  # recording id -> its parts in order

    def second(self, moment: datetime) -> float:
        """Real seconds since the film's start."""
        return (moment - self.start).total_seconds()

    def within(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment <= self.end

    @property
    def voided(self) -> bool:
        return self.incident.state == IncidentState.VOIDED


def read_rows(incident: Incident) -> IncidentRows:
    injected_at = _injected_at(incident)
    start, end = _span(incident, injected_at)
    team, between = incident.team, {"at__range": (start, end)}
    acts = Activity.objects.filter(Q(incident=None) | Q(incident=incident), BY_PRESENT, team=team, **between)
    said = ChatLine.objects.filter(BY_PRESENT, team=team, **between)
    told = Message.objects.filter(gameday=incident.gameday, player=None, **between)
    recordings = _recordings(incident, start, end)
    return IncidentRows(
        incident=incident,
        start=start,
        end=end,
        injected_at=injected_at,
        pauses=game_time.pauses_of(incident.gameday),
        activities=list(acts.order_by("at", "id")),
        excerpts=list(said.filter(excerpt__isnull=False)),
        words=_words(incident, said),
        answers=_answers(incident),
        seats=set(Player.objects.filter(team=team, joined_at__isnull=False).values_list("role", flat=True)),
        messages=list(told.filter(Q(team=None) | Q(team=team)).order_by("at", "id")),
        hints=list(HintTaken.objects.filter(incident=incident, **between)),
        objectives=list(Objective.objects.filter(incident=incident, met_at__range=(start, end))),
        keys=list(KeyTurn.objects.filter(BY_PRESENT, objective__incident=incident, **between).order_by("at")),
        observations=list(Observation.objects.filter(team=team, **between).order_by("at")),
        entries=list(Entry.objects.filter(team=team, **between).order_by("at", "id").only("at", "points")),
        recordings=recordings,
        parts=_parts(recordings),
    )


def _injected_at(incident: Incident) -> datetime | None:
    applied = incident.injections.filter(applied_at__isnull=False).order_by("applied_at")
    return applied.values_list("applied_at", flat=True).first()


def _span(incident: Incident, injected_at: datetime | None) -> tuple[datetime, datetime]:
    """From when to when the film goes. What never began has its end alone."""
    ended = incident.ended_at or incident.expires_at or incident.due_at
    began = injected_at or incident.live_at or min(incident.due_at, ended)
    return began - LEAD, max(ended, began) + TAIL


def _words(incident: Incident, said: QuerySet[ChatLine]) -> list[Deed]:
    chat = said.filter(role__in=Role.values).values_list("at", "role", "text")
    notes = Note.objects.filter(BY_PRESENT, incident=incident).values_list("at", "role", "text")
    return [Deed(at, seat, text=text, word=True) for at, seat, text in (*chat, *notes)]


def _answers(incident: Incident) -> dict[tuple[int | None, datetime], str]:
    rows = Attempt.objects.filter(BY_PRESENT, objective__incident=incident)
    return {(player, at): text for player, at, text in rows.values_list("player", "at", "text")}


def _recordings(incident: Incident, start: datetime, end: datetime) -> list[Recording]:
    """Those of the team that were open at some moment of the film."""
    rows = Recording.objects.filter(BY_PRESENT, Q(ended_at=None) | Q(ended_at__gt=start), team=incident.team)
    return list(rows.filter(started_at__lt=end))


def _parts(recordings: list[Recording]) -> dict[int, list[bytes]]:
    parts: dict[int, list[bytes]] = {recording.pk: [] for recording in recordings}
    rows = RecordingPart.objects.filter(recording__in=recordings).order_by("recording", "position")
    for recording, events in rows.values_list("recording", "events") if recordings else ():
        parts[recording].append(bytes(events))
    return parts
