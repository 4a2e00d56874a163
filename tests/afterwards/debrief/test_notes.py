"""Thoughts: several people write at once, and nobody's words are lost."""

from datetime import timedelta

import pytest

from scenarios.refusal import Refused
from scoring.afterwards.debrief import notes
from scoring.models import DebriefColumn, DebriefNote
from tests.making import NOW

SAW = DebriefColumn.SAW


@pytest.fixture
def adas(room_of, ada, gameday, team):
    return room_of(ada, gameday, team)


@pytest.fixture
def ottos(room_of, otto, gameday, team):
    return room_of(otto, gameday, team)


def texts() -> list[tuple[str, str]]:
    return list(DebriefNote.objects.filter(removed_at=None).values_list("by", "text"))


def test_a_thought_bears_its_writers_name_and_seat(adas):
    note = notes.add_note(adas, SAW, "  The queue\r\nstood still \0", now=NOW)
    assert (note.text, note.by, note.role, note.team, note.version) == (
        "The queue\nstood still", "Ada", "dev", adas.team, 1,
    )  # fmt: skip


def test_of_two_who_change_the_same_thought_both_texts_stay(adas, ottos):
    note = notes.add_note(adas, SAW, "The disk was full", now=NOW)
    notes.edit_note(note, "The disk was full at ten", version=1, room=adas, now=NOW)
    kept = notes.edit_note(note, "The disk was never full", version=1, room=ottos, now=NOW)
    assert kept.pk != note.pk
    assert texts() == [("Ada", "The disk was full at ten"), ("Otto", "The disk was never full")]


def test_a_change_of_a_thought_that_was_removed_meanwhile_is_not_lost(adas, ottos):
    note = notes.add_note(adas, SAW, "We guessed", now=NOW)
    notes.remove_note(note, room=adas, now=NOW)
    notes.edit_note(note, "We guessed twice", version=1, room=ottos, now=NOW)
    assert texts() == [("Otto", "We guessed twice")]


def test_two_who_change_a_thought_to_the_same_words_write_it_once(adas, ottos):
    note = notes.add_note(adas, SAW, "teh dns", now=NOW)
    for room in (adas, ottos):
        notes.edit_note(note, "The DNS", version=1, room=room, now=NOW)
    assert texts() == [("Ada", "The DNS")]


def test_a_thought_that_is_sent_again_because_no_answer_came_stands_once(adas):
    for seconds in (0, 20):
        notes.add_note(adas, SAW, "It was the DNS", now=NOW + timedelta(seconds=seconds))
    assert texts() == [("Ada", "It was the DNS")]
    notes.add_note(adas, SAW, "It was the DNS", now=NOW + timedelta(minutes=5))
    assert len(texts()) == 2


def test_what_was_removed_comes_back_as_it_was(adas, ottos):
    note = notes.add_note(adas, SAW, "Quiet night", now=NOW)
    notes.remove_note(note, room=ottos, now=NOW)
    assert texts() == []
    notes.restore_note(note, room=ottos)
    assert texts() == [("Ada", "Quiet night")]


@pytest.mark.parametrize(
    ("column", "text", "said"),
    [
        (SAW, " \n ", "nothing in it"),
        (SAW, "x" * 2001, "2001 characters and there is room for 2000"),
        ("blame", "It was you", "Say where it belongs"),
    ],
)
def test_what_is_not_taken_is_said(adas, column, text, said):
    with pytest.raises(Refused, match=said):
        notes.add_note(adas, column, text, now=NOW)
    assert texts() == []


def test_a_debrief_that_is_full_says_so(adas, monkeypatch):
    monkeypatch.setattr(notes, "MOST_NOTES", 1)
    notes.add_note(adas, SAW, "One", now=NOW)
    with pytest.raises(Refused, match="There are 1 thoughts here already"):
        notes.add_note(adas, SAW, "Two", now=NOW)


def test_a_key_that_is_held_down_is_refused(adas, monkeypatch):
    monkeypatch.setattr("scoring.afterwards.debrief.room.RATE", "2 per minute")
    for text in ("One", "Two"):
        notes.add_note(adas, SAW, text, now=NOW)
    with pytest.raises(Refused, match="That was quick"):
        notes.add_note(adas, SAW, "Three", now=NOW)
