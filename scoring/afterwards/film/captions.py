"""The captions of a film: sentences below the picture, which a screen reader reads, in the language in force.

Most of them are told already: the team's feed has them. What no feed tells (the fault goes in, the first look, how customers
fare, what was written in the chat, a pause) is added.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.models.choices import HANDS_ON, ActivityVerb, Role
from gameday.names import isolate
from scoring import rules
from scoring.afterwards.film.halves import Halves
from scoring.afterwards.film.material import Caption
from scoring.afterwards.film.rows import IncidentRows
from scoring.models import JourneyOutcome, Observation

SHOWN_ACTS = (  # what people did with their hands, and asked for
    *(verb for verb in HANDS_ON if verb != ActivityVerb.TYPED),
    ActivityVerb.ACKNOWLEDGED,
    ActivityVerb.HINT,
    ActivityVerb.COMMANDER,
)
TOLD = (
    *SHOWN_ACTS,
    ActivityVerb.INCIDENT,
    ActivityVerb.NUDGE,
    ActivityVerb.OBJECTIVE,
    ActivityVerb.BOTH_KEYS,
    ActivityVerb.MESSAGE,
    ActivityVerb.MENDED,
    ActivityVerb.HEALED,
    ActivityVerb.MITIGATED,
    ActivityVerb.RESOLVED,
    ActivityVerb.EXPIRED,
    ActivityVerb.VOIDED,
)
WORKED = (JourneyOutcome.FULL, JourneyOutcome.SLOW)

Sentence = tuple[datetime | None, str]


def captions_of(rows: IncidentRows, halves: Halves) -> tuple[Caption, ...]:
    told = [(row.at, row.text) for row in rows.activities if row.verb in TOLD]
    sentences: list[Sentence] = [*_beginning(rows, halves), *told, *_chat(rows), *_pauses(rows), *_customers(rows)]
    found = [Caption(rows.second(at), text) for at, text in sentences if at and rows.within(at)]
    return tuple(sorted(found, key=lambda caption: caption.at))


def _beginning(rows: IncidentRows, halves: Halves) -> Iterator[Sentence]:
    title = isolate(rows.incident.scenario.title)
    yield rows.start, _("This is how {team} met “{title}”.").format(team=isolate(rows.incident.team.name), title=title)
    yield rows.injected_at, _("The fault goes in. Nobody sees anything yet.")
    if noticed := halves.noticed:
        yield noticed.at, _("{seat} is the first to do or say something.").format(seat=Role(noticed.seat).label)
    if met := halves.met:
        told = _("The two halves meet: {seat} is on what only the other card names: {what}.")
        yield met[0].at, told.format(seat=Role(met[0].seat).label, what=isolate(met[1]))


def _chat(rows: IncidentRows) -> Iterator[Sentence]:
    for line in rows.excerpts:
        yield line.at, _("{name} writes: {text}").format(name=isolate(line.name), text=isolate(line.text))


def _pauses(rows: IncidentRows) -> Iterator[Sentence]:
    for since, until in rows.pauses.spans:
        yield since, _("The game is paused. The film leaves that time out.")
        yield until, _("The game goes on.")


def _customers(rows: IncidentRows) -> Iterator[Sentence]:
    """How customers fare, whenever as many of their journeys fail as before no more. A voided incident has no figures."""
    before = 0
    for row in () if rows.voided else rows.observations:
        failed, known = failed_journeys(row)
        if known and failed != before:
            yield row.at, _fare(failed, known)
            before = failed


def _fare(failed: int, known: int) -> str:
    if not failed:
        return _("Everything that customers try works again.")
    if failed == known:
        return _("Nothing that customers try works.")
    return ngettext(
        "{failed} of {known} journeys of customers fails.", "{failed} of {known} journeys of customers fail.", failed
    ).format(failed=failed, known=known)


def failed_journeys(row: Observation) -> tuple[int, int]:
    """How many journeys failed, of how many that could be measured."""
    met = rules.journeys_in_order(row.journeys).values()
    known = [journey for journey in met if journey.outcome != JourneyOutcome.ERROR]
    return sum(journey.outcome not in WORKED for journey in known), len(known)
