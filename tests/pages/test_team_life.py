"""The team's panel and the facilitators' look into it, as pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gameday.access import SESSION_KEY
from gameday.incidents import notes
from gameday.models import ChatLine, GameDay, Incident, Note
from gameday.models.choices import IncidentState
from gameday.team import chat
from scoring.referee import evaluation
from tests import making
from tests.own_redis import own_redis_keys
from tests.reading import read_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_redis(settings):
    with own_redis_keys(settings, "pages"):
        yield


@pytest.fixture
def team(db):
    return making.make_team(making.running_gameday(timezone.now()), name="Gilded Hooves")


@pytest.fixture
def ada(team):
    return making.make_player(team, "dev", name="Ada")


@pytest.fixture
def edsger(team):
    return making.make_player(team, "ops", name="Edsger")


@pytest.fixture
def incident(team):
    row = making.make_incident(team, now=timezone.now())
    evaluation.prepare_objectives(timezone.now())
    return row


@pytest.fixture
def seat(client, ada, edsger):
    session = client.session
    session[SESSION_KEY] = ada.token
    session.save()
    return client


def press(client, name, *args, htmx=True, **fields):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse(f"scoring:{name}", args=args), fields, headers=headers)


def part(client, name):
    return read_page(client.get(reverse("scoring:play-part", args=[name])))


def test_a_chat_line_is_shown_with_its_mention(seat, edsger):
    answer = press(seat, "say", text="@edsger <b>look</b>")
    assert answer["HX-Trigger"] == "sent"
    assert "<mark>@edsger</mark> &lt;b&gt;look&lt;/b&gt;" in read_page(answer)


def test_a_pasted_log_is_folded_and_whole(seat):
    log = "first line\n" + "\n".join(f"at com.unicorn.Stable({n})" for n in range(30))
    page = read_page(press(seat, "say", text=log))
    assert "31 lines:" in page
    assert "<code>first line</code>" in page
    assert "at com.unicorn.Stable(29)" in page


def test_what_was_refused_stays_in_the_field(seat):
    answer = press(seat, "say", text="x" * 20_001)
    assert "HX-Trigger" not in answer
    assert "20001 characters" in read_page(answer)
    whole = press(seat, "say", text="y" * 20_001, htmx=False)
    assert (whole.status_code, "y" * 20_001 in read_page(whole)) == (422, True)
    assert ChatLine.objects.count() == 0


def test_reading_the_chat_clears_the_unread_count(seat, team, ada, edsger):
    line = chat.say_in_chat(team, "@Ada!", player=edsger, now=timezone.now())
    assert 'data-unread="1" data-mentions="1"' in part(seat, "chat")
    assert press(seat, "read-chat", up_to=str(line.pk)).status_code == 204
    assert 'data-unread="0" data-mentions="0"' in part(seat, "chat")


@pytest.mark.parametrize("rubbish", ["", "-1", "x", "9" * 40])
def test_an_invalid_number_is_no_error(seat, rubbish):
    assert press(seat, "read-chat", up_to=rubbish).status_code == 204
    assert seat.get(reverse("scoring:chat"), {"before": rubbish}).status_code == 200


def test_older_lines_have_a_page(seat, team, edsger):
    now = timezone.now()
    ChatLine.objects.bulk_create(
        ChatLine(team=team, player=edsger, name="Edsger", text=f"line {n}.", at=now) for n in range(95)
    )
    assert "Older lines" in part(seat, "chat")
    page = read_page(seat.get(reverse("scoring:chat")))
    assert ("line 94." in page, "line 35." in page, "line 34." in page) == (True, True, False)
    oldest = page.split('href="?before=')[1].split('"')[0]
    assert "line 34." in read_page(seat.get(reverse("scoring:chat"), {"before": oldest}))


def test_a_note_is_written_judged_and_kept_for_the_debrief(seat, incident):
    assert press(seat, "note", incident.pk, kind="hypothesis", text="It is DNS")["HX-Trigger"] == "sent"
    press(seat, "judge-note", Note.objects.get().pk, verdict="refuted")
    assert "ruled out" in part(seat, "notes")
    Incident.objects.update(state="resolved", ended_at=timezone.now())
    assert reverse("scoring:notepad", args=[incident.pk]) in part(seat, "notes")
    assert "It is DNS" in read_page(seat.get(reverse("scoring:notepad", args=[incident.pk])))


def test_another_team_s_notepad_is_not_there(seat, team, ada):
    other = making.make_incident(making.make_team(team.gameday), now=timezone.now())
    assert seat.get(reverse("scoring:notepad", args=[other.pk])).status_code == 404
    assert press(seat, "note", other.pk, kind="finding", text="spy").status_code == 404
    assert press(seat, "commander", other.pk, commander=ada.pk).status_code == 404


def test_command_is_taken_on_the_card_and_seen_by_all(seat, incident, ada, edsger):
    page = read_page(press(seat, "commander", incident.pk, commander=ada.pk, seen=""))
    assert "<strong><bdi>Ada</bdi></strong> commands." in page
    assert "just been named" in read_page(press(seat, "commander", incident.pk, commander=edsger.pk, seen=""))
    page = read_page(press(seat, "commander", incident.pk, commander=edsger.pk, seen=ada.pk))
    assert "<strong><bdi>Edsger</bdi></strong> commands." in page
    assert "commands “The sleepy shop”" in part(seat, "people")


def test_the_panel_takes_as_many_queries_for_many_lines_as_for_one(
    seat, team, ada, edsger, django_assert_max_num_queries
):
    now = timezone.now()
    chat.say_in_chat(team, "@Ada one", player=edsger, now=now)
    with django_assert_max_num_queries(10) as first:
        part(seat, "chat")
    for number in range(8):
        chat.say_in_chat(team, f"@Ada {number}", player=edsger, now=now)
    with django_assert_max_num_queries(len(first)):
        assert part(seat, "chat").count("<mark>@Ada</mark>") == 9


def test_people_take_as_many_queries_for_five_as_for_two(seat, team, django_assert_max_num_queries):
    with django_assert_max_num_queries(10) as first:
        part(seat, "people")
    more = [making.make_player(team, "ops") for _ in range(3)]
    with django_assert_max_num_queries(len(first)):
        page = part(seat, "people")
    assert [player.name for player in more if player.name not in page] == []


def test_a_facilitator_reads_along_and_answers(admin_client, team, ada, incident):
    now = timezone.now()
    chat.say_in_chat(team, "help", player=ada, now=now)
    notes.add_note(incident, "finding", "The door sleeps", player=ada, now=now)
    page = read_page(admin_client.get(reverse("scoring:control-team", args=[team.gameday.slug, team.pk])))
    assert ("help" in page, "The door sleeps" in page, "Ada" in page) == (True, True, True)
    answer = press(admin_client, "control-say", team.gameday.slug, team.pk, text="@Ada look at edge")
    assert "Facilitator" in read_page(answer)
    for name in ("chat", "notes", "people"):
        assert (
            admin_client.get(reverse("scoring:control-team-part", args=[team.gameday.slug, team.pk, name])).status_code
            == 200
        )
    assert chat.unread_lines(ada) == chat.Unread(1, 1)


def test_a_player_does_not_get_into_the_facilitators_look(seat, team):
    slug = team.gameday.slug
    assert seat.get(reverse("scoring:control-team", args=[slug, team.pk])).status_code == 302
    assert seat.post(reverse("scoring:control-say", args=[slug, team.pk]), {"text": "I am walter"}).status_code == 302
    assert ChatLine.objects.count() == 0


def test_what_several_parts_of_the_desk_show_is_looked_up_once(seat, team):
    making.make_sandbox(team)
    with CaptureQueriesContext(connection) as queries:
        seat.get(reverse("scoring:play"))
    asked = [each["sql"] for each in queries]
    for table in ("gameday_sandbox", "scoring_observation"):
        assert sum(f'FROM "{table}"' in each for each in asked) == 1, table


def test_the_lobby_shows_where_people_sit(seat, team, django_assert_max_num_queries):
    making.make_team(team.gameday, name="Stable Genius")
    GameDay.objects.filter(pk=team.gameday.pk).update(state="lobby", seats_swapped=True)
    with django_assert_max_num_queries(20):
        shown = part(seat, "lobby")
    assert '<span class="badge role-ops">Ops</span> <bdi>Ada</bdi>' in shown
    assert '<span class="badge role-dev">Dev</span> <bdi>Edsger</bdi>' in shown


def test_the_first_five_minutes_are_folded_during_an_incident(seat, incident):
    page = read_page(seat.get(reverse("scoring:play")))
    assert '<details class="card welcome" data-keep' in page
    incident.__class__.objects.update(state=IncidentState.RESOLVED)
    assert '<details class="card welcome" open' in read_page(seat.get(reverse("scoring:play")))
