"""Action items: from a thought by one press, with who and when, and never twice."""

from datetime import date

import pytest

from scenarios.refusal import Refused
from scoring.afterwards.debrief import action_items, notes
from scoring.afterwards.debrief.action_items import ItemWording, read_wording
from scoring.models import ActionItem, DebriefColumn
from tests.making import NOW


@pytest.fixture
def room(room_of, ada, gameday, team):
    return room_of(ada, gameday, team)


def test_two_presses_on_one_thought_make_one_action_item(room, room_of, otto, gameday, team):
    note = notes.add_note(room, DebriefColumn.LUCK, "Nobody watched the disk", now=NOW)
    first = action_items.make_item_of_note(note, room=room, now=NOW)
    assert action_items.make_item_of_note(note, room=room_of(otto, gameday, team), now=NOW) == first
    assert (first.text, first.note, first.by, first.owner, first.due_on) == (
        "Nobody watched the disk", note, "Ada", "", None,
    )  # fmt: skip


def test_an_action_item_that_was_removed_may_be_made_anew_of_its_thought(room):
    note = notes.add_note(room, DebriefColumn.LUCK, "Nobody watched the disk", now=NOW)
    first = action_items.make_item_of_note(note, room=room, now=NOW)
    action_items.remove_item(first, room=room, now=NOW)
    assert action_items.make_item_of_note(note, room=room, now=NOW) != first


def test_an_action_item_gets_an_owner_and_a_date_later(room):
    item = action_items.add_item(room, ItemWording("Alarm at 80 %"), now=NOW)
    wording = read_wording("Alarm at 80 %", " Otto ", "2031-06-01", "https://example.com/issues/7")
    action_items.edit_item(item, wording, version=1, room=room, now=NOW)
    assert (item.owner, item.due_on, item.issue_url, item.version) == (
        "Otto", date(2031, 6, 1), "https://example.com/issues/7", 2,
    )  # fmt: skip


def test_of_two_who_change_the_same_action_item_both_are_kept(room):
    item = action_items.add_item(room, ItemWording("Alarm"), now=NOW)
    action_items.edit_item(item, ItemWording("Alarm at 80 %"), version=1, room=room, now=NOW)
    action_items.edit_item(item, ItemWording("Alarm at 90 %"), version=1, room=room, now=NOW)
    assert list(ActionItem.objects.values_list("text", flat=True)) == ["Alarm at 80 %", "Alarm at 90 %"]


def test_done_and_removed_can_be_taken_back(room):
    item = action_items.add_item(room, ItemWording("Alarm"), now=NOW)
    for done, moment in ((True, NOW), (False, None)):
        action_items.set_done(item, done, room=room, now=NOW)
        item.refresh_from_db()
        assert item.done_at == moment
    action_items.remove_item(item, room=room, now=NOW)
    action_items.restore_item(item, room=room)
    item.refresh_from_db()
    assert item.removed_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (("", "", ""), "nothing in it"),
        (("Alarm", "A\u202enna", ""), "hidden sign"),
        (("Alarm", "", "soon"), "“soon” is no date"),
        (("Alarm", "", "2031-02-31"), "“2031-02-31” is no date"),
        (("Alarm", "", "", "javascript:alert(1)"), "begins with https://"),
        (("Alarm", "", "", "https://example.com/" + "x" * 500), "500 characters at most"),
    ],
)
def test_a_field_that_cannot_be_kept_is_named(fields, said):
    with pytest.raises(Refused, match=said):
        read_wording(*fields)
