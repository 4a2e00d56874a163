"""The right pane of the desk: who is where, where a line of the chat leads, what the facilitators wrote, what happened."""

import pytest
from django.urls import reverse
from django.utils import timezone

from gameday import activity
from gameday.access import SESSION_KEY
from gameday.live import presence
from gameday.live.presence import DeskPlace, Whereabouts
from gameday.models import Message
from gameday.models.choices import ActivityVerb
from gameday.team import chat
from gameday.terminals import tickets
from scoring.pages.team import communication
from scoring.templatetags.acts import ICONS, act_icon
from tests import making
from tests.own_redis import own_redis_keys
from tests.reading import read_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_redis(settings):
    with own_redis_keys(settings, "pane"):
        yield


@pytest.fixture
def team(db):
    return making.make_team(making.running_gameday(timezone.now()))


@pytest.fixture
def dora(team):
    return making.make_player(team, "dev", name="Dora")


@pytest.fixture
def otto(team):
    return making.make_player(team, "ops", name="Otto")


@pytest.fixture
def seat(client, dora, otto):
    session = client.session
    session[SESSION_KEY] = dora.token
    session.save()
    return client


def part(client, name, *, htmx=False):
    return read_page(
        client.get(reverse("scoring:play-part", args=[name]), headers={"HX-Request": "true"} if htmx else {})
    )


def is_in_terminal(player, role, shell):
    people = [{"name": player.name, "seat": player.role, "mode": "type"}]
    tickets.LISTED.put(
        player.team_id, shell, tickets.OpenTerminal(shell, player.team_id, 1, role, player.pk, player.name, "", people)
    )


def doors(team, reader):
    lines, _ = chat.latest_lines(team)
    return {
        each.line.text: [(door.role, door.shell) for door in each.doors]
        for each in communication.told_lines(lines, reader)
    }


def say(player, text):
    return chat.say_in_chat(player.team, text, player=player, now=timezone.now())


# Who is where --------------------------------------------------------------------------------------------------------


def test_a_team_mates_terminal_is_told_and_can_be_watched_with_one_press(seat, otto):
    is_in_terminal(otto, "storefront", "abc")
    page = part(seat, "faces")
    assert "on storefront" in page
    assert 'data-shell="abc"' in page
    assert 'data-mode="watch"' in page


def test_a_terminal_without_a_key_is_theirs_and_can_be_asked_about(seat, otto):
    is_in_terminal(otto, "db", "abc")
    assert "on db" in part(seat, "faces")
    assert 'data-shell="abc"' not in part(seat, "faces")
    assert 'data-ask="What do you see on db?"' in part(seat, "people")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (DeskPlace.PAGE, "at the desk"),
        (DeskPlace.CONSOLE, 'data-tool="console">in the console'),
        (DeskPlace.WORKSHOP, 'data-tool="workshop">in the workshop'),
        (DeskPlace.RUNBOOK, 'data-tool="runbook">reads the runbook'),
        (DeskPlace.SHOP, 'data-tool="shop">looks at the shop'),
        (DeskPlace.TERMINAL, "in a terminal"),
    ],
)
def test_where_a_team_mate_is_is_told_in_words(seat, otto, place, words):
    presence.page_opened(Whereabouts(otto.team_id, otto.pk, place))
    assert words in part(seat, "faces")


def test_what_somebody_works_with_is_told_before_the_desk_that_it_lies_on(otto, team):
    presence.page_opened(Whereabouts(team.pk, otto.pk, DeskPlace.PAGE))
    presence.page_opened(Whereabouts(team.pk, otto.pk, DeskPlace.CONSOLE))
    is_in_terminal(otto, "edge", "abc")
    (told,) = communication.team_members(team)
    assert [spot.text for spot in told.spots] == ["on edge", "in the console"]


def test_a_team_of_twelve_is_all_there_and_can_be_scrolled_by_keyboard(seat, team, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as two:
        part(seat, "faces")
    for number in range(10):
        making.make_player(team, "ops", name=f"{number}{'W' * 58}")
    with django_assert_max_num_queries(len(two)):
        page = part(seat, "faces")
    assert page.count("data-person=") == 12
    assert 'class="faces" tabindex="0"' in page


# Where a line of the chat leads ---------------------------------------------------------------------------------------


def test_a_line_that_names_a_service_opens_it_for_those_who_have_the_key(team, dora, otto):
    say(otto, "The Edge says 502, db is quiet")
    assert doors(team, otto) == {"The Edge says 502, db is quiet": [("db", ""), ("edge", "")]}
    assert doors(team, dora) == {"The Edge says 502, db is quiet": []}
    assert doors(team, None) == {"The Edge says 502, db is quiet": []}


def test_where_a_team_mate_has_a_terminal_open_a_line_joins_it(seat, team, dora, otto):
    say(otto, "look at storefront with me")
    is_in_terminal(dora, "storefront", "own")
    assert doors(team, dora)["look at storefront with me"] == [("storefront", "")]
    is_in_terminal(otto, "storefront", "theirs")
    assert doors(team, dora)["look at storefront with me"] == [("storefront", "theirs")]
    assert "Join the terminal on storefront" in part(seat, "chat")


@pytest.mark.parametrize(
    "text",
    [
        "knowledge",
        "edge-1 is odd",
        "/var/log/edge",
        "db.py line 3",
        "mail@edge",
        "`sv status edge`",
        "storefront/pricing.py",
        "log\n" * 6 + "edge db cache",
        "edge " * 120,
    ],
)
def test_a_part_of_a_word_a_path_a_command_or_a_pasted_block_leads_nowhere(team, otto, text):
    line = say(otto, text)
    assert doors(team, otto) == {line.text: []}


@pytest.mark.parametrize("text", ["edge?", "(edge)", "edge: 502", "it is edge.", "看edge吧"])
def test_a_service_is_found_beside_what_people_write_around_it(team, otto, text):
    say(otto, text)
    assert doors(team, otto) == {text: [("edge", "")]}


def test_of_many_lines_about_a_service_the_latest_one_leads_there(team, otto):
    say(otto, "edge?")
    say(otto, "edge!")
    assert doors(team, otto) == {"edge?": [], "edge!": [("edge", "")]}


def test_the_doors_of_many_lines_take_one_query(team, otto, django_assert_num_queries):
    for number in range(8):
        say(otto, f"{number} edge and db and cache")
    lines, _ = chat.latest_lines(team)
    with django_assert_num_queries(1):
        communication.told_lines(lines, otto)


# What the facilitators wrote, and what happened -----------------------------------------------------------------------


def test_an_unread_message_stands_on_top_until_it_is_read(seat, team):
    message = Message.objects.create(gameday=team.gameday, text="Lunch at noon", at=timezone.now())
    whole = read_page(seat.get(reverse("scoring:play")))
    assert whole.count("Lunch at noon") == 2  # on top, and in what happened
    assert "hx-swap-oob" not in whole
    answer = read_page(seat.post(reverse("scoring:read-message", args=[message.pk]), headers={"HX-Request": "true"}))
    assert '<div id="unread" hx-swap-oob="true">' in answer
    assert answer.count("Lunch at noon") == 1


def test_a_message_that_arrives_brings_its_banner(seat, team):
    Message.objects.create(gameday=team.gameday, text="Lunch at noon", at=timezone.now())
    assert part(seat, "messages", htmx=True).count("Lunch at noon") == 2


def test_each_act_has_the_icon_of_its_kind_and_the_colour_of_its_seat(seat, team, otto):
    activity.record_activity(team, ActivityVerb.CONSOLE, "Otto rolls storefront back", now=timezone.now(), player=otto)
    page = part(seat, "activity")
    assert "seat-ops" in page
    assert "#gauge" in page


def test_every_icon_of_an_act_is_one_that_the_pages_have(settings):
    known = (settings.BASE_DIR / "static/icons.json").read_text()
    assert [name for name in {*ICONS.values(), act_icon(ActivityVerb.TYPED)} if f'"{name}"' not in known] == []
