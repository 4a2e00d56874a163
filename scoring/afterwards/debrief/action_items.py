"""Action items of a debrief: what somebody will do, who, and by when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from gameday.names import clean_name
from scenarios.refusal import Refused
from scoring.afterwards.debrief.room import DebriefRoom
from scoring.afterwards.debrief.texts import clean_text
from scoring.models import ActionItem, DebriefNote

LONGEST_ITEM = 1000  # characters
MOST_ITEMS = 200  # of one debrief
LONGEST_ADDRESS = 500  # characters; as the column has room for


@dataclass(frozen=True)
class ItemWording:
    """What an action item says."""

    text: str
    owner: str = ""
    due_on: date | None = None
    issue_url: str = ""


def read_wording(text: str, owner: str, due_on: str, issue_url: str = "") -> ItemWording:
    """What was typed into the four fields. Raises Refused for what cannot be kept."""
    return ItemWording(
        clean_text(text, LONGEST_ITEM),
        clean_name(owner) if owner.strip() else "",
        _date(due_on.strip()),
        _address(issue_url.strip()),
    )


def add_item(room: DebriefRoom, wording: ItemWording, *, now: datetime, note: DebriefNote | None = None) -> ActionItem:
    """Note an action item. Raises Refused; then nothing was written."""
    room.count_write()
    if ActionItem.objects.filter(**room.rows, removed_at=None).count() >= MOST_ITEMS:
        raise Refused(_("There are {most} action items here already: nothing was written.").format(most=MOST_ITEMS))
    item = ActionItem.objects.create(**room.rows, **vars(wording), note=note, by=room.author.name, at=now)
    room.tell()
    return item


def make_item_of_note(note: DebriefNote, *, room: DebriefRoom, now: datetime) -> ActionItem:
    """The action item of a thought, the same one if it has one already. Raises Refused."""
    with transaction.atomic():
        DebriefNote.objects.select_for_update().get(pk=note.pk)  # two people may press at once
        made = ActionItem.objects.filter(note=note, removed_at=None).first()
        return made or add_item(room, ItemWording(note.text[:LONGEST_ITEM]), now=now, note=note)


def edit_item(item: ActionItem, wording: ItemWording, *, version: int, room: DebriefRoom, now: datetime) -> ActionItem:
    """Change an action item that was read in `version`; as notes.edit_note. Raises Refused."""
    room.count_write()
    values: dict[str, Any] = vars(wording)
    with transaction.atomic():
        unchanged = ActionItem.objects.filter(pk=item.pk, version=version, removed_at=None)
        if unchanged.update(**values, version=F("version") + 1):
            room.tell()
            item.refresh_from_db()
            return item
        item.refresh_from_db()
        if item.removed_at is None and all(getattr(item, name) == value for name, value in values.items()):
            return item
        return add_item(room, wording, now=now, note=item.note)


def set_done(item: ActionItem, done: bool, *, room: DebriefRoom, now: datetime) -> None:
    """Tick an action item off, or take that back."""
    if ActionItem.objects.filter(pk=item.pk, done_at__isnull=done).update(done_at=now if done else None):
        room.tell()


def remove_item(item: ActionItem, *, room: DebriefRoom, now: datetime) -> None:
    """Take an action item off the page. It can be put back."""
    if ActionItem.objects.filter(pk=item.pk, removed_at=None).update(removed_at=now):
        room.tell()


def restore_item(item: ActionItem, *, room: DebriefRoom) -> None:
    """Put an action item back that was removed."""
    if ActionItem.objects.filter(pk=item.pk, removed_at__isnull=False).update(removed_at=None):
        room.tell()


def _date(text: str) -> date | None:
    try:
        found = parse_date(text) if text else None
    except ValueError:  # well written, and no day of any calendar
        found = None
    if text and found is None:
        raise Refused(
            _(
                "“{text}” is no date. Write it as 2031-05-17, or leave it empty. Nothing was written, and your text is still in the field."
            ).format(text=text[:40])
        )
    return found


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        text = "x" * (LONGEST_ADDRESS + 1)
    if len(text) > LONGEST_ADDRESS:
        raise Refused(
            _(
                "The issue's address begins with https:// or http://, and has {most} characters at most. "
                "Nothing was written, and your text is still in the field."
            ).format(most=LONGEST_ADDRESS)
        )
    return text
