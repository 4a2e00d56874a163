"""Thoughts of a debrief. Each is a row; of two people who change the same one, nobody's words are lost."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gameday.models import Incident
from scenarios.refusal import Refused
from scoring.afterwards.debrief.room import DebriefRoom
from scoring.afterwards.debrief.texts import clean_text
from scoring.models import DebriefColumn, DebriefNote

LONGEST_NOTE = 2000  # characters
MOST_NOTES = 400  # of one debrief
SAME_PRESS = timedelta(seconds=60)  # in which the same text of the same person is one thought, sent again


def add_note(
    room: DebriefRoom, column: str, text: str, *, now: datetime, incident: Incident | None = None
) -> DebriefNote:
    """Write a thought down. Raises Refused; then nothing was written."""
    text = clean_text(text, LONGEST_NOTE)
    if column not in DebriefColumn:
        raise Refused(_("Say where it belongs: what you saw, what surprised you, what went well, or what was luck."))
    mine = DebriefNote.objects.filter(**room.rows, by=room.author.name, role=room.author.role, removed_at=None)
    sent_before = mine.filter(column=column, text=text, incident=incident, at__gt=now - SAME_PRESS).first()
    if sent_before:  # its answer got lost on the way, so it was sent once more
        return sent_before
    room.count_write()
    if DebriefNote.objects.filter(**room.rows, removed_at=None).count() >= MOST_NOTES:
        raise Refused(_("There are {most} thoughts here already: nothing was written.").format(most=MOST_NOTES))
    return _written(room, column, text, incident, now)


def edit_note(note: DebriefNote, text: str, *, version: int, room: DebriefRoom, now: datetime) -> DebriefNote:
    """Change a thought that was read in `version`. Raises Refused.

    Returns the row that holds the text now: another one, if the thought was changed or removed in the meantime.
    """
    text = clean_text(text, LONGEST_NOTE)
    room.count_write()
    with transaction.atomic():
        unchanged = DebriefNote.objects.filter(pk=note.pk, version=version, removed_at=None)
        if unchanged.update(text=text, version=F("version") + 1):
            room.tell()
            note.refresh_from_db()
            return note
        note.refresh_from_db()
        if note.text == text and note.removed_at is None:
            return note
        return _written(room, note.column, text, note.incident, now)


def remove_note(note: DebriefNote, *, room: DebriefRoom, now: datetime) -> None:
    """Take a thought off the page. It can be put back."""
    if DebriefNote.objects.filter(pk=note.pk, removed_at=None).update(removed_at=now):
        room.tell()


def restore_note(note: DebriefNote, *, room: DebriefRoom) -> None:
    """Put a thought back that was removed."""
    if DebriefNote.objects.filter(pk=note.pk, removed_at__isnull=False).update(removed_at=None):
        room.tell()


def _written(room: DebriefRoom, column: str, text: str, incident: Incident | None, now: datetime) -> DebriefNote:
    note = DebriefNote.objects.create(
        **room.rows, incident=incident, column=column, text=text, by=room.author.name, role=room.author.role, at=now
    )
    room.tell()
    return note
