"""Gathers the material of a film from the rows. What is missing is said, in the language of the game day."""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate

from django.utils.translation import gettext as _

from gameday.language import vocabulary
from gameday.models import Incident, Recording
from gameday.models.choices import ActivityVerb, RecordingLoss, Role
from scoring.afterwards.film.captions import SHOWN_ACTS, captions_of, failed_journeys
from scoring.afterwards.film.composing import THINNED, UNREAD
from scoring.afterwards.film.marks import marks_of
from scoring.afterwards.film.material import Act, Material, Saying, Span, Tape
from scoring.afterwards.film.rows import IncidentRows, read_rows


def gather_material(incident: Incident) -> Material:
    """All that the film of an incident is made of, as it is known now. Some eighteen queries, whatever happened in it."""
    with vocabulary.in_language_of(incident.gameday):
        rows = read_rows(incident)
        return Material(
            about=_about(rows),
            lasts=rows.second(rows.end),
            seats=tuple(role.value for role in Role),
            pauses=tuple(_pauses(rows)),
            tapes=tuple(_tape(rows, recording) for recording in rows.recordings),
            marks=marks_of(rows),
            captions=captions_of(rows),
            acts=tuple(
                Act(rows.second(row.at), row.role, row.verb, row.text, row.detail)
                for row in rows.activities
                if row.verb in SHOWN_ACTS
            ),
            chat=tuple(Saying(rows.second(line.at), line.role, line.name, line.text) for line in rows.excerpts),
            mood=() if rows.voided else tuple(_mood(rows)),
            points=() if rows.voided else tuple(_points(rows)),
            missing=tuple(_missing(rows)),
            sentences={
                UNREAD: _("A part of a recording could not be read. The film is without it."),
                THINNED: _("So much was shown in the terminals that the film shows it less often than it came."),
            },
        )


def _about(rows: IncidentRows) -> dict[str, object]:
    incident, team = rows.incident, rows.incident.team
    return {
        "incident": incident.pk,
        "title": incident.scenario.title,
        "scenario": incident.scenario.slug,
        "team": {"id": team.pk, "name": team.name, "colour": team.colour, "emblem": team.emblem},
        "starts_at": rows.start.isoformat(),
        "state": incident.state,
        "voided": rows.voided,
    }


def _pauses(rows: IncidentRows) -> Iterator[Span]:
    for since, until in rows.pauses.spans:
        yield rows.second(since), rows.second(until or rows.end)


def _tape(rows: IncidentRows, recording: Recording) -> Tape:
    def second(moment: datetime | None) -> float | None:
        return rows.second(moment) if moment else None

    return Tape(
        service=recording.service,
        name=recording.name,
        seat=recording.seat or Role.OPS.value,
        columns=recording.columns,
        rows=recording.rows,
        began=rows.second(recording.started_at),
        ended=second(recording.ended_at),
        parts=tuple(rows.parts[recording.pk]),
        blanked=recording.blanked_at is not None,
    )


def _mood(rows: IncidentRows) -> Iterator[tuple[float, float]]:
    for row in rows.observations:
        failed, known = failed_journeys(row)
        if known:
            yield rows.second(row.at), round(1 - failed / known, 2)


def _points(rows: IncidentRows) -> Iterator[tuple[float, int]]:
    yield 0.0, 0
    sums = accumulate(entry.points for entry in rows.entries)
    yield from zip((rows.second(entry.at) for entry in rows.entries), sums, strict=True)


def _missing(rows: IncidentRows) -> Iterator[str]:
    if rows.voided:
        yield _("This incident counts for nobody, so there are no figures. Why: {why}").format(
            why=rows.incident.problem or _("nobody said")
        )
    if not rows.recordings:
        opened = any(row.verb == ActivityVerb.TERMINAL for row in rows.activities)
        yield (
            _("The terminals were not recorded, or their recordings are not kept any more.")
            if opened
            else _("Nobody opened a terminal, so there is none to be seen.")
        )
    for recording in rows.recordings:
        if recording.blanked_at:
            yield _("A recording of {service} was taken away by who typed there.").format(service=recording.service)
        elif recording.loss:
            yield _("The recording of {service} is not complete: {why}.").format(
                service=recording.service, why=RecordingLoss(recording.loss).label
            )
