"""The marks of a film: the moments to which people jump. Texts are short, in the language in force."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.models.choices import IncidentState, Role
from gameday.names import isolate
from scenarios.document import parse
from scoring.afterwards.film.halves import Halves
from scoring.afterwards.film.material import FilmMark
from scoring.afterwards.film.rows import IncidentRows
from scoring.models import MarkKind

LONGEST_TEXT = 120  # characters

Moment = tuple[datetime | None, MarkKind, str]


def marks_of(rows: IncidentRows, halves: Halves) -> tuple[FilmMark, ...]:
    """In order; of two at the same moment, the one that comes first in the life of an incident."""
    moments = [*_life(rows, halves), *_help(rows), *_keys(rows), *_objectives(rows), *_pauses(rows), *_end(rows)]
    found = [FilmMark(rows.second(at), kind.value, text) for at, kind, text in moments if at and rows.within(at)]
    return tuple(sorted(found, key=lambda mark: mark.at))


def _life(rows: IncidentRows, halves: Halves) -> Iterator[Moment]:
    incident, noticed, met = rows.incident, halves.noticed, halves.met
    yield rows.injected_at, MarkKind.INJECTED, _("The fault goes in")
    yield incident.live_at, MarkKind.EFFECT, _("Its effect is seen")
    if noticed:
        yield noticed.at, MarkKind.NOTICED, _("First noticed, by {seat}").format(seat=Role(noticed.seat).label)
    yield incident.acknowledged_at, MarkKind.ACKNOWLEDGED, _acknowledged(rows)
    if met:
        yield (
            met[0].at,
            MarkKind.MET,
            _("The halves met: {seat}, on {what}").format(seat=Role(met[0].seat).label, what=isolate(met[1])),
        )
    yield incident.mitigated_at, MarkKind.MENDED, _("Customers are well again")


def _acknowledged(rows: IncidentRows) -> str:
    player = rows.incident.acknowledged_by
    if player is None or player.removed_at:
        return _("Acknowledged")
    return _("Acknowledged by {name}").format(name=isolate(player.name))


def _help(rows: IncidentRows) -> Iterator[Moment]:
    for hint in rows.hints:
        text = _("Hint {index}").format(index=hint.rung + 1)
        if hint.price and not rows.voided:
            cost = ngettext("{count} point", "{count} points", hint.price).format(count=hint.price)
            text = f"{text} ({cost})"
        yield hint.at, MarkKind.HINT, text
    for message in rows.messages:
        yield message.at, MarkKind.MESSAGE, _("Message: {text}").format(text=shortened(message.text))


def _objectives(rows: IncidentRows) -> Iterator[Moment]:
    labels = {goal.id: goal.label for goal in parse.document_of(rows.incident.scenario).objectives}
    for objective in rows.objectives:
        yield (
            objective.met_at,
            MarkKind.OBJECTIVE,
            _("Met: {objective}").format(objective=labels.get(objective.key, objective.key)),
        )


def _keys(rows: IncidentRows) -> Iterator[Moment]:
    for key in rows.keys:
        yield key.at, MarkKind.KEY, _("The {seat} key is turned").format(seat=Role(key.role).label)


def _pauses(rows: IncidentRows) -> Iterator[Moment]:
    for since, _until in rows.pauses.spans:
        yield since, MarkKind.PAUSED, _("The game is paused")


def _end(rows: IncidentRows) -> Iterator[Moment]:
    label = IncidentState(rows.incident.state).label
    yield rows.incident.ended_at, MarkKind.ENDED, _("Over: {state}").format(state=label)


def shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "…"
