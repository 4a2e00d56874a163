"""When a team first noticed an incident, and when its two halves met: as the figures of the day have it, for one incident."""

from datetime import datetime

from gameday.models.choices import Role
from scenarios.document import parse
from scoring.afterwards.figures import cards, moments
from scoring.afterwards.figures.meeting import Deed, first_meeting
from scoring.afterwards.figures.rows import DEEDS, deed_of_act
from scoring.afterwards.film.rows import IncidentRows


def first_noticed(rows: IncidentRows) -> Deed | None:
    """The first act or word after the effect was seen."""
    deeds, effect = deeds_of(rows), rows.incident.live_at
    moment = moments.first_noticed(deeds, effect, _end(rows)) if effect else None
    return next((deed for deed in deeds if deed.at == moment and not deed.typed), None)


def halves_met(rows: IncidentRows) -> tuple[Deed, str] | None:
    """The first deed of one seat on what only the other's card names, and that. None where there are no two halves."""
    shared = rows.incident.gameday.seats_open or rows.incident.team.seats_open
    if rows.voided or shared or len(rows.seats) < len(Role):
        return None
    return first_meeting(deeds_of(rows), cards.facts_of(parse.document_of(rows.incident.scenario)))


def deeds_of(rows: IncidentRows) -> list[Deed]:
    """What both seats did and said from the effect to the end, in order."""
    effect, end = rows.incident.live_at, _end(rows)
    acts = [
        deed_of_act(row.verb, row.role, row.service, row.at, rows.answers.get((row.player_id, row.at), ""))
        for row in rows.activities
        if row.verb in DEEDS and row.role in Role and row.player_id
    ]
    deeds = [deed for deed in (*acts, *rows.words) if effect and effect <= deed.at <= end]
    return sorted(deeds, key=lambda deed: (deed.at, deed.seat))


def _end(rows: IncidentRows) -> datetime:
    return rows.incident.ended_at or rows.end
