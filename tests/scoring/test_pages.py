"""The team page and the control room over the referee's real rows."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from gameday.access import SESSION_KEY
from gameday.models import GameDay, Team
from scoring.ledger import ledger
from scoring.models import Entry, HintTaken, KeyTurn, Objective, Observation
from scoring.pages.control import grid
from scoring.pages.team import page_data
from scoring.referee import evaluation
from tests import making
from tests.reading import read_page


@pytest.fixture
def burning(gameday, team, rivals):
    """A live incident, in real time."""
    now = timezone.now()
    GameDay.objects.filter(pk=gameday.pk).update(started_at=now - timedelta(minutes=1))
    incident = making.make_incident(team, now=now)
    evaluation.prepare_objectives(now)
    return incident


@pytest.fixture
def seat(client, dev, ops):
    """A browser on the Dev seat."""
    session = client.session
    session[SESSION_KEY] = dev.token
    session.save()
    return client


def press(client, name, *args, **fields):
    return read_page(client.post(reverse(f"scoring:{name}", args=args), fields, headers={"HX-Request": "true"}))


def objective(incident, key):
    return Objective.objects.get(incident=incident, key=key)


def test_ticks_that_paid_for_the_same_are_one_line_of_why(gameday, team):
    for tick, reason in enumerate(["slow", "all happy", "all happy", "all happy"]):
        ledger.write_entry(
            team, "revenue", 10, key=f"why:{tick}", reason=f"Customers: {reason}", by="the referee", now=making.NOW
        )
    assert [(line.points, line.text, line.times) for line in page_data.points_reasons(team)] == [
        (30, "Customers: all happy", 3),
        (10, "Customers: slow", 1),
    ]


def test_the_strip_says_what_the_last_minute_brought_and_why(gameday, team):
    now = making.NOW
    for at, points, why in ((-90, 500, "Launch"), (-40, -30, "Hint 1"), (-20, 10, "Customers"), (-5, 10, "Customers")):
        key = f"strip:{at}"
        ledger.write_entry(
            team, "revenue", points, key=key, reason=why, by="the referee", now=now + timedelta(seconds=at)
        )
    lately = page_data.points_of_the_last_minute(team, now)
    assert (lately.points, lately.text) == (-10, "Hint 1")
    frozen = page_data.points_of_the_last_minute(team, now, now - timedelta(seconds=30))
    assert (frozen.points, frozen.text) == (-30, "Hint 1")
    assert page_data.points_of_the_last_minute(team, now + timedelta(minutes=5)) is None


def test_the_strip_counts_what_is_left_of_the_day_and_stands_still_in_a_pause(gameday):
    gameday.started_at, gameday.duration = making.NOW, timedelta(hours=2)
    assert gameday.seconds_left(making.NOW + timedelta(minutes=90)) == 1800
    gameday.state, gameday.paused_at = "paused", making.NOW + timedelta(minutes=60)
    assert gameday.seconds_left(making.NOW + timedelta(minutes=90)) == 3600
    gameday.state = "lobby"
    assert gameday.seconds_left(making.NOW) is None


def test_the_page_shows_ladder_and_prices(seat, burning):
    page = read_page(seat.get(reverse("scoring:play")))
    assert "Hint 1: 5 points" in page
    assert "Hint 2 for the Dev seat: 10 points" in page
    assert "Ask across the table." in page
    assert "Listen." not in page


def test_a_hint_is_pressed_and_read(seat, burning):
    page = press(seat, "take-hint", burning.pk, 0)
    assert "Listen." in page
    assert HintTaken.objects.get().price == 5


def test_the_price_on_the_page_is_the_price_that_is_paid(seat, burning, team, rivals):
    ledger.write_entry(rivals, "revenue", 1000, key="r", reason="hay", by="referee", now=timezone.now())
    ledger.write_entry(team, "revenue", 600, key="t", reason="hay", by="referee", now=timezone.now())
    page = read_page(seat.get(reverse("scoring:play-part", args=["incidents"])))
    assert "Hint 1: 3 points" in page
    quote = page.split('name="quote" value="')[1].split('"')[0]
    ledger.write_entry(team, "revenue", 400, key="t2", reason="hay", by="referee", now=timezone.now())
    press(seat, "take-hint", burning.pk, 0, quote=quote)
    assert Entry.objects.get(kind="hint").points == -3


def test_answers_keys_and_checks_come_back_with_a_sentence(seat, burning):
    assert "is not it" in press(seat, "answer", objective(burning, "named").pk, text="cache")
    assert "is right" in press(seat, "answer", objective(burning, "named").pk, text="storefront")
    assert "turned by <bdi>Ada</bdi>" in press(seat, "turn-key", objective(burning, "released").pk)
    assert "Call the other seat" in press(seat, "turn-key", objective(burning, "released").pk)
    assert "on the way to look" in press(seat, "check", objective(burning, "awake").pk)
    assert KeyTurn.objects.count() == 1


def test_another_team_s_incident_is_not_there(seat, burning, rivals):
    other = making.make_incident(rivals, now=timezone.now())
    evaluation.prepare_objectives(timezone.now())
    assert seat.post(reverse("scoring:take-hint", args=[other.pk, 0])).status_code == 404
    assert seat.post(reverse("scoring:answer", args=[objective(other, "named").pk])).status_code == 404


def test_in_a_pause_the_page_says_so_and_nothing_is_charged(seat, burning, gameday):
    GameDay.objects.filter(pk=gameday.pk).update(state="paused", paused_at=timezone.now())
    assert "Nothing was lost" in press(seat, "take-hint", burning.pk, 0)
    assert Entry.objects.count() == 0


def test_the_control_room_lists_the_teams_by_their_position(gameday, team, rivals):
    Team.objects.filter(pk=team.pk).update(position=rivals.position + 1)
    room = grid.control_room(gameday, making.NOW)
    assert [row.team for row in room.rows] == [rivals, team]


def test_the_control_room_takes_as_many_queries_for_three_incidents_as_for_one(
    admin_client, gameday, burning, django_assert_max_num_queries
):
    url = reverse("scoring:control-part", args=[gameday.slug, "grid"])
    admin_client.get(url)
    with django_assert_max_num_queries(25) as first:
        admin_client.get(url)
    for _ in range(2):
        making.make_incident(making.make_team(gameday), burning.scenario, now=timezone.now())
    with django_assert_max_num_queries(len(first)):
        assert "The sleepy shop" in read_page(admin_client.get(url))


def test_the_rules_are_told_from_the_code(client, db):
    page = read_page(client.get(reverse("scoring:rules")))
    assert "Book: inside 800 ms / slower / fails" in page
    assert "35%" in page


@pytest.fixture
def paid(gameday, team, rivals):
    """What two teams were paid two minutes ago."""
    at = timezone.now() - timedelta(minutes=2)
    ledger.write_entry(team, "revenue", -5, key="fare", reason="Customers: Book fails", by="referee", now=at)
    ledger.write_entry(rivals, "revenue", 8, key="other fare", reason="hay", by="referee", now=at)
    return {"slug": gameday.slug, "at": at}


def void_window(client, paid, **fields):
    url = reverse("scoring:void-window", args=[paid["slug"]])
    return client.post(url, {"reason": "The gateway fell over", **fields}, follow=True).text


def hidden(page, name):
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def test_a_window_is_voided_after_its_cost_was_seen_and_confirmed(admin_client, paid, team, rivals):
    assert "Void a time window" in admin_client.get(reverse("scoring:control", args=[paid["slug"]])).text
    asked = void_window(admin_client, paid, minutes=5)
    assert "Gilded Hooves" in asked
    assert "+5" in asked
    assert "-8" in asked
    assert Entry.objects.filter(kind="reversal").count() == 0
    seen = {name: hidden(asked, name) for name in ("start", "end", "team", "reason")}
    done = void_window(admin_client, paid, confirmed="yes", **seen)
    assert "The window no longer counts: 2 lines were given back." in done
    assert "admin voids the revenue of every team" in done
    assert page_data.points_trend(team, None) == page_data.points_trend(rivals, None) == 0
    assert page_data.points_reasons(team)[0].text == "The gateway fell over (was: Customers: Book fails)"
    assert "there is no revenue that still counts" in void_window(admin_client, paid, confirmed="yes", **seen)


def test_a_window_is_voided_from_one_moment_to_another_for_one_team(admin_client, paid, team, rivals):
    local = timezone.localtime(paid["at"])
    start, end = (local + timedelta(seconds=seconds) for seconds in (-2, 2))
    fields = {"start": f"{start:%Y-%m-%dT%H:%M:%S}", "end": f"{end:%Y-%m-%dT%H:%M:%S}", "team": team.pk}
    asked = void_window(admin_client, paid, **fields)
    assert "Neigh Sayers" not in asked
    assert hidden(asked, "team") == str(team.pk)
    void_window(admin_client, paid, **fields, confirmed="yes")
    assert (page_data.points_trend(team, None), page_data.points_trend(rivals, None)) == (0, 8)


def test_the_window_is_typed_and_shown_in_the_zone_of_the_game_day(admin_client, paid, team):
    GameDay.objects.update(time_zone="Asia/Tokyo")
    assert "Or from (Asia/Tokyo)" in admin_client.get(reverse("scoring:control", args=[paid["slug"]])).text
    local = paid["at"].astimezone(ZoneInfo("Asia/Tokyo"))
    start, end = (local + timedelta(seconds=seconds) for seconds in (-2, 2))
    fields = {"start": f"{start:%Y-%m-%dT%H:%M:%S}", "end": f"{end:%Y-%m-%dT%H:%M:%S}", "team": team.pk}
    assert f"from {start:%H:%M:%S} to {end:%H:%M:%S} Asia/Tokyo would" in void_window(admin_client, paid, **fields)
    void_window(admin_client, paid, **fields, confirmed="yes")
    assert page_data.points_trend(team, None) == 0


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "Nothing was voided: Give either the last minutes, or both moments."),
        ({"minutes": "5", "start": "2021-05-17T09:00"}, "Nothing was voided: Give either the last minutes"),
        ({"minutes": "1"}, "there is no revenue that still counts. Choose another time or team."),
        ({"minutes": "x"}, "Nothing was voided: The last minutes: Enter a whole number."),
        ({"minutes": "5", "reason": ""}, "Nothing was voided: Reason: This field is required."),
        ({"start": "2021-05-17T09:00", "end": "2021-05-17T09:00"}, "The window has to begin before it ends"),
    ],
)
def test_a_window_that_cannot_be_voided_is_refused_in_words(admin_client, paid, fields, why):
    assert why in void_window(admin_client, paid, **fields)
    assert Entry.objects.filter(kind="reversal").count() == 0


def test_what_a_window_gives_back_is_asked_in_as_many_queries_for_five_teams_as_for_two(
    admin_client, paid, gameday, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as first:
        void_window(admin_client, paid, minutes=5)
    for number in range(3):
        team = making.make_team(gameday)
        ledger.write_entry(team, "revenue", 8, key=f"more {number}", reason="hay", by="referee", now=paid["at"])
    with django_assert_max_num_queries(len(first)):
        assert void_window(admin_client, paid, minutes=5).count("+8") == 0


def test_the_pages_name_journeys_and_outcomes_in_the_readers_language(admin_client, gameday, team):
    journeys = {"book": {"outcome": "failed", "paid": -2, "ms": 41.0, "why": ""}}
    Observation.objects.create(gameday=gameday, team=team, tick=1, at=timezone.now(), journeys=journeys)
    url = reverse("scoring:control-part", args=[gameday.slug, "grid"])
    assert "Book, fails: 41 ms" in admin_client.get(url).text
    assert "Réserver, échoue: 41 ms" in admin_client.get(url, headers={"Accept-Language": "fr"}).text
    page = admin_client.get(reverse("scoring:board", args=[gameday.slug]), headers={"Accept-Language": "fr"}).text
    assert r'"book": "R\u00e9server"' in page or '"book": "Réserver"' in page


def test_the_admin_shows_a_kind_in_the_readers_language(admin_client, paid):
    page = admin_client.get(reverse("admin:scoring_entry_changelist"), headers={"Accept-Language": "fr"}).text
    assert '<td class="field-kind">recettes</td>' in page
    assert Entry.objects.filter(kind="revenue").count() == 2
