"""Messages: to a seat, at a moment of the day or of the game, taken back, and who has read them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gameday.event import lifecycle
from gameday.models import Activity, Message, ScheduledMessage
from gameday.people import seats
from gameday.team import messages
from gameday.team.messages import Audience
from scenarios.refusal import Refused
from scoring.pages.team import page_data
from tests import making
from tests.making import NOW
from tests.own_redis import own_redis_keys
from tests.reading import read_page

MINUTE = timedelta(minutes=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clean_redis(settings):
    with own_redis_keys(settings, "messages") as connection:
        yield connection


@pytest.fixture
def gameday(db):
    return making.running_gameday()  # for a minute


@pytest.fixture
def team(gameday):
    return making.make_team(gameday, name="Gilded Hooves")


@pytest.fixture
def fay(django_user_model):
    return django_user_model.objects.create_user("fay", is_staff=True)


def say(gameday, text="Drink water.", **whom):
    return messages.send_message(gameday, sender=None, text=text, now=NOW, **whom)


def plan(gameday, fay=None, text="Half time.", audience=None, **moment):
    return messages.schedule_message(gameday, sender=fay, text=text, audience=audience or Audience(), now=NOW, **moment)


def read_by(player):
    return [message.text for message in page_data.message_inbox(player)]


def test_a_message_to_a_seat_reaches_whoever_sits_there(gameday, team):
    dev, ops = making.make_player(team, "dev"), making.make_player(team, "ops")
    rivals = making.make_team(gameday)
    lonely = making.make_player(rivals, "dev")
    say(gameday, "For Ops.", seat="ops")
    say(gameday, "For our Ops.", seat="ops", team=team)
    assert [read_by(player) for player in (dev, ops, lonely)] == [[], ["For our Ops.", "For Ops."], ["For Ops."]]
    seats.swap_seats(gameday, swapped=True, by="fay", now=NOW)
    for player in (dev, ops):
        player.refresh_from_db()
    assert [read_by(player) for player in (dev, ops)] == [["For our Ops.", "For Ops."], []]


def test_a_message_for_a_minute_of_the_game_waits_for_pauses_and_is_sent_once(gameday, fay):
    plan(gameday, fay, send_after=5 * MINUTE)
    assert messages.send_due_messages(NOW + 3 * MINUTE) == 0
    lifecycle.pause_gameday(gameday, by="fay", now=NOW + 3 * MINUTE)
    assert messages.send_due_messages(NOW + 30 * MINUTE) == 0
    lifecycle.resume_gameday(gameday, by="fay", now=NOW + 30 * MINUTE)
    assert messages.send_due_messages(NOW + 30 * MINUTE) == 0
    assert [messages.send_due_messages(NOW + 31 * MINUTE) for _ in range(2)] == [1, 0]
    sent = Message.objects.get()
    assert (sent.text, sent.sender, sent.at) == ("Half time.", fay, NOW + 31 * MINUTE)
    assert ScheduledMessage.objects.get().sent_at == NOW + 31 * MINUTE


def test_a_message_for_a_time_of_day_goes_out_in_a_pause_too_but_not_after_the_end(gameday):
    plan(gameday, text="Lunch.", send_at=NOW + 2 * MINUTE)
    plan(gameday, text="Goodbye.", send_at=NOW + 9 * MINUTE)
    lifecycle.pause_gameday(gameday, by="fay", now=NOW + MINUTE)
    assert messages.send_due_messages(NOW + 2 * MINUTE) == 1
    lifecycle.finish_gameday(gameday, by="fay", now=NOW + 3 * MINUTE)
    assert messages.send_due_messages(NOW + 10 * MINUTE) == 0
    assert [row.text for row in messages.waiting_messages(gameday)] == ["Goodbye."]


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ({"send_at": NOW}, "is past"),
        ({"send_after": MINUTE}, "is past"),
        ({"send_after": -MINUTE}, "is past"),
        ({}, "either a time of day or a minute"),
        ({"send_at": NOW + MINUTE, "send_after": 9 * MINUTE}, "either a time of day or a minute"),
    ],
)
def test_a_moment_that_is_past_or_none_is_refused(gameday, moment, why):
    with pytest.raises(Refused, match=why):
        plan(gameday, **moment)
    assert ScheduledMessage.objects.count() == 0


def test_a_message_is_taken_back_until_it_is_sent(gameday, team, fay):
    row = plan(gameday, fay, audience=Audience(team, seat="dev"), send_after=9 * MINUTE)
    messages.cancel_message(row, by=fay, now=NOW)
    with pytest.raises(Refused, match="too late"):
        messages.cancel_message(row, by=fay, now=NOW)
    told = [(act.text, act.by) for act in Activity.objects.filter(verb="message").order_by("pk")]
    assert told == [
        ("To the Dev seat of Gilded Hooves, at minute 9 of the game: Half time.", "fay"),
        ("The message to the Dev seat of Gilded Hooves is not sent: Half time.", "fay"),
    ]
    sent = plan(gameday, send_after=2 * MINUTE)
    messages.send_due_messages(NOW + 2 * MINUTE)
    with pytest.raises(Refused, match="too late"):
        messages.cancel_message(sent, by=fay, now=NOW)


def test_who_has_read_a_message_stands_beside_those_who_have_not(gameday, team, django_assert_num_queries):
    ada, _bot = making.make_player(team, "dev", name="Ada"), making.make_player(team, "ops", name="Bot", bot=True)
    edsger = making.make_player(team, "ops", name="Edsger")
    making.make_player(making.make_team(gameday), "dev", name="Grace")
    for whom in ({}, {"team": team}, {"player": edsger}, {"seat": "ops", "team": team}):
        say(gameday, **whom).read_by.add(ada)
    Message.objects.get(player=edsger).read_by.clear()
    with django_assert_num_queries(4):
        found = {str(sent.audience): (sent.read, sent.unread) for sent in messages.sent_messages(gameday)}
    assert found == {
        "everybody": (["Ada"], ["Edsger", "Grace"]),
        "Gilded Hooves": (["Ada"], ["Edsger"]),
        "Edsger": ([], ["Edsger"]),
        "the Ops seat of Gilded Hooves": (["Ada"], ["Edsger"]),
    }


def test_the_control_room_plans_shows_and_takes_back(admin_client, team):
    gameday = team.gameday
    address = reverse("scoring:schedule-message", args=[gameday.slug])
    answer = admin_client.post(address, {"text": "Swap soon.", "minute": "9999", "seat": "dev"}, headers=HTMX)
    assert "minute 9999 of the game" in read_page(answer)
    row = ScheduledMessage.objects.get()
    room = admin_client.get(reverse("scoring:control", args=[gameday.slug])).text
    assert reverse("scoring:cancel-message", args=[gameday.slug, row.pk]) in room
    late = admin_client.post(address, {"text": "Now?", "moment": "2001-01-01T10:00:00"}, headers=HTMX)
    assert (late.status_code, late.text) == (409, "That moment is past. Choose a later one, or send the message now.")
    admin_client.post(reverse("scoring:cancel-message", args=[gameday.slug, row.pk]), headers=HTMX)
    assert ScheduledMessage.objects.count() == 0
