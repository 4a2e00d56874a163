"""Notes: an incident's notepad, shared by its team. Entries are added and judged; none is ever overwritten."""

from datetime import datetime

from django.utils.translation import gettext as _

from gameday import access
from gameday.background import rate_limit
from gameday.live import publish
from gameday.models import Incident, Note, Player
from gameday.models.choices import NoteKind, NoteVerdict
from scenarios.refusal import Refused

LARGEST = 4000  # characters
RATE = "20 per minute"


def add_note(incident: Incident, kind: str, text: str, *, player: Player, now: datetime) -> Note:
    """Write an entry. Raises Refused; then the caller still has the text."""
    text = text.replace("\r\n", "\n").strip()
    if kind not in NoteKind:
        raise Refused(_("Say what it is: a hypothesis, a finding or a decision."))
    if not text:
        raise Refused(_("There was nothing in it, so nothing was written."))
    if len(text) > LARGEST:
        raise Refused(
            _(
                "That has {count} characters and an entry takes {most}: nothing was written, and your text is still in the field."
            ).format(count=len(text), most=LARGEST)
        )
    if rate_limit.seconds_to_wait("notes", player.pk, RATE):
        raise Refused(_("That was quick: nothing was written, and your text is still in the field. Take a breath."))
    note = Note.objects.create(
        incident=incident,
        kind=kind,
        text=text,
        player=player,
        name=player.name,
        role=access.current_seat(player),
        at=now,
    )
    _tell(incident)
    return note


def judge_note(note: Note, verdict: str, *, player: Player, now: datetime) -> bool:
    """Confirm an entry or rule it out; an empty verdict takes that back. Says whether it changed anything."""
    if verdict and verdict not in NoteVerdict:
        raise Refused(_("An entry is confirmed or ruled out."))
    rows = Note.objects.filter(pk=note.pk).exclude(verdict=verdict)
    won = (
        rows.update(verdict=verdict, verdict_by=player.name if verdict else "", verdict_at=now if verdict else None)
        == 1
    )
    if won:
        _tell(note.incident)
    return won


def _tell(incident: Incident) -> None:
    publish.tell_parts_changed(publish.team_topic(incident.team_id), "notes")
    publish.tell_parts_changed(publish.control_topic(incident.gameday_id), "notes")
