"""What a team says, notes and decides: chat, notepad, commander. Nothing that somebody wrote is lost."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from gameday.incidents import commanders, notes
from gameday.models import Activity, ChatLine, Note, Player
from gameday.team import chat
from scenarios.refusal import Refused
from tests import making
from tests.making import NOW
from tests.own_redis import own_redis_keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_redis(settings):
    """The real Redis, which counts the rates, with a prefix for this test alone."""
    with own_redis_keys(settings, f"life-{making.make_gameday().pk}"):
        yield


@pytest.fixture
def team(db):
    return making.make_team(making.running_gameday(), name="Gilded Hooves")


@pytest.fixture
def ada(team):
    return making.make_player(team, "dev", name="Ada")


@pytest.fixture
def edsger(team):
    return making.make_player(team, "ops", name="Edsger W")


@pytest.fixture
def incident(team):
    return making.make_incident(team)


def say(player, text):
    return chat.say_in_chat(player.team, text, player=player, now=NOW)


# Chat -----------------------------------------------------------------------------------------------------------------


def test_a_mention_is_found_whatever_its_case_and_with_spaces(team, ada, edsger):
    assert list(say(ada, "look, @edsger w: the db").mentions.all()) == [edsger]


def test_of_two_names_the_longer_one_is_meant(team, ada):
    ada_l = making.make_player(team, "ops", name="Ada L")
    assert list(say(ada, "@Ada L, please").mentions.all()) == [ada_l]
    assert list(say(ada_l, "@ada?").mentions.all()) == [ada]


@pytest.mark.parametrize("text", ["mail ada@Edsger Wood", "Edsger W", "@@Edsger W", "@Edsger Wx"])
def test_what_only_looks_like_a_mention_is_none(ada, edsger, text):
    assert list(say(ada, text).mentions.all()) == []


def test_somebody_of_another_team_cannot_be_named(team, ada):
    making.make_player(making.make_team(team.gameday), "ops", name="Linus")
    assert list(say(ada, "@Linus").mentions.all()) == []


def test_what_others_said_is_unread_until_it_is_read(ada, edsger):
    say(ada, "hello")
    line = say(ada, "@Edsger W hello")
    say(edsger, "yes?")
    assert chat.unread_lines(edsger) == chat.Unread(2, 1)
    chat.mark_chat_read(edsger, line.pk)
    assert chat.unread_lines(Player.objects.get(pk=edsger.pk)) == chat.Unread(0, 0)
    chat.mark_chat_read(edsger, 0)
    assert Player.objects.get(pk=edsger.pk).chat_read == line.pk


def test_nobody_reads_further_than_there_is(ada, edsger):
    line = say(ada, "hello")
    chat.mark_chat_read(edsger, 10**17)
    assert Player.objects.get(pk=edsger.pk).chat_read == line.pk


def test_a_log_is_kept_letter_by_letter(ada):
    log = "  Traceback:\r\n\tline 1\r\n\r\n  ValueError\n\n"
    assert say(ada, log).text == "  Traceback:\n\tline 1\n\n  ValueError"


@pytest.mark.parametrize(
    ("text", "long"), [("a", False), ("1\n2\n3\n4", False), ("1\n2\n3\n4\n5", True), ("x" * 481, True)]
)
def test_what_is_long_is_folded(text, long):
    assert chat.is_long(text) is long


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_nothing_or_too_much_is_refused(ada, text):
    with pytest.raises(Refused, match="nothing was sent"):
        say(ada, text)
    assert ChatLine.objects.count() == 0


def test_a_player_who_floods_the_chat_has_to_wait_and_the_others_do_not(ada, edsger):
    for number in range(12):
        say(ada, f"{number}")
    with pytest.raises(Refused, match="Try again in"):
        say(ada, "one more")
    assert say(edsger, "I may").name == "Edsger W"


def test_a_facilitator_speaks_under_the_own_name(team, ada):
    walter = get_user_model().objects.create_user("walter", is_staff=True)
    line = chat.say_in_chat(team, "@Ada look again", facilitator=walter, now=NOW)
    assert (line.name, line.role, list(line.mentions.all())) == ("walter", "", [ada])
    assert chat.unread_lines(ada) == chat.Unread(1, 1)


def test_the_history_comes_in_pages(team, ada):
    ChatLine.objects.bulk_create(ChatLine(team=team, player=ada, name="Ada", text=f"{n}", at=NOW) for n in range(70))
    lines, older = chat.latest_lines(team)
    assert ([line.text for line in lines], older) == ([f"{n}" for n in range(40, 70)], True)
    before, more = chat.latest_lines(team, before=lines[0].pk, most=60)
    assert ([line.text for line in before], more) == ([f"{n}" for n in range(40)], False)


# Notes ----------------------------------------------------------------------------------------------------------------


def test_several_write_at_once_and_everybody_s_text_is_there(incident, ada, edsger):
    for player, kind, text in ((ada, "hypothesis", "The cache?"), (edsger, "finding", "db is at 100 %")):
        notes.add_note(incident, kind, text, player=player, now=NOW)
    assert [str(note) for note in Note.objects.all()] == ["Ada: The cache?", "Edsger W: db is at 100 %"]


def test_a_hypothesis_is_ruled_out_and_stays_readable(incident, ada, edsger):
    note = notes.add_note(incident, "hypothesis", "The cache?", player=ada, now=NOW)
    assert [notes.judge_note(note, "refuted", player=edsger, now=NOW) for _ in range(2)] == [True, False]
    note.refresh_from_db()
    assert (note.text, note.verdict, note.verdict_by) == ("The cache?", "refuted", "Edsger W")
    assert notes.judge_note(note, "", player=ada, now=NOW) is True


@pytest.mark.parametrize(("kind", "text"), [("poem", "roses"), ("finding", " "), ("finding", "x" * 4001)])
def test_what_is_no_entry_is_refused(incident, ada, kind, text):
    with pytest.raises(Refused):
        notes.add_note(incident, kind, text, player=ada, now=NOW)
    assert Note.objects.count() == 0


def test_the_notepad_outlives_its_incident(incident, ada):
    notes.add_note(incident, "finding", "It was the door", player=ada, now=NOW)
    incident.state = "resolved"
    incident.save()
    assert notes.add_note(incident, "decision", "Never again", player=ada, now=NOW + timedelta(hours=1)).pk


# Commander ------------------------------------------------------------------------------------------------------------


def test_of_two_who_take_command_the_first_one_has_it(incident, ada, edsger):
    assert commanders.name_commander(incident, ada, by=ada, seen=None, now=NOW) is True
    with pytest.raises(Refused, match="just been named"):
        commanders.name_commander(incident, edsger, by=edsger, seen=None, now=NOW)
    incident.refresh_from_db()
    assert incident.commander == ada


def test_it_is_handed_over_and_told(incident, ada, edsger):
    commanders.name_commander(incident, ada, by=ada, seen=None, now=NOW)
    commanders.name_commander(incident, edsger, by=ada, seen=ada.pk, now=NOW + timedelta(seconds=1))
    assert [act.text for act in Activity.objects.filter(verb="commander")] == [
        "Ada hands the command of “The sleepy shop” over to Edsger W",
        "Ada takes command of “The sleepy shop”",
    ]


def test_nobody_of_another_team_commands(incident, ada):
    stranger = making.make_player(making.make_team(incident.gameday))
    with pytest.raises(Refused):
        commanders.name_commander(incident, stranger, by=ada, seen=None, now=NOW)
