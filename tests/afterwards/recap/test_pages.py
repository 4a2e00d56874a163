"""The recap's pages: what stands on them, who sees it, what leads there, and what they cost."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gameday.models import ChatLine, GameDay, Incident, Player
from gameday.models.choices import IncidentState
from scoring.afterwards.recap import kept
from scoring.models import Excerpt, Recap, Standing
from tests import making
from tests.afterwards.played_day import play_day
from tests.afterwards.recap.conftest import browser_of
from tests.reading import read_page

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"scoring:{name}", args=args)


def read(browser, name, *args, status=200):
    answer = browser.get(address(name, *args))
    assert answer.status_code == status
    return read_page(answer)


# The day --------------------------------------------------------------------------------------------------------------


def test_the_day_shows_every_team_and_its_incidents(played, facilitator):
    page = read(facilitator, "recap", played.gameday.slug)
    for crew in played.crews:
        assert f"<bdi>{crew.team.name}</bdi></a>" in page
    assert page.count("<title>The sleepy shop: resolved, mended after") == 2
    assert "<strong>4 of 4</strong> incidents resolved" in page
    assert page.count('href="#mark-mended"') == 4 + 1  # one is the legend's


def test_a_voided_incident_counts_for_nobody_and_says_so(played, facilitator):
    assert "voided, counts for nobody" not in read(facilitator, "recap", played.gameday.slug)
    Incident.objects.filter(pk=played.incidents[0].pk).update(state=IncidentState.VOIDED, problem="The referee slept.")
    page = read(facilitator, "recap", played.gameday.slug)
    assert "voided, counts for nobody" in page
    assert '<strong>3 of 3</strong> incidents resolved <span class="quiet">1 voided</span>' in page
    team = read(facilitator, "recap-team", played.gameday.slug, played.crews[0].team.pk)
    assert "Voided: it counts for nobody, so there are no figures. The referee slept." in team


def test_players_see_the_whole_day_and_links_to_their_own_team_alone(opened):
    ours, theirs = (crew.team for crew in opened.crews)
    page = read(browser_of(opened.crews[0].dev), "recap", opened.gameday.slug)
    assert address("recap-team", opened.gameday.slug, ours.pk) in page
    assert address("recap-team", opened.gameday.slug, theirs.pk) not in page
    assert f"<bdi>{theirs.name}</bdi>" in page
    assert 'class="own"' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "lobby", "started_at": None, "finished_at": None}, "Nothing has happened yet"),
        ({"state": "finished", "started_at": making.NOW, "finished_at": making.NOW}, "There was no team"),
    ],
)
def test_a_day_without_anything_says_so(facilitator, changes, words):
    assert words in read(facilitator, "recap", making.make_gameday(**changes).slug)


def test_a_day_that_ended_in_its_first_minute_is_shown(facilitator):
    gameday = making.make_gameday(
        state="finished", started_at=making.NOW, finished_at=making.NOW + timedelta(seconds=20)
    )
    team = making.make_team(gameday)
    page = read(facilitator, "recap", gameday.slug)
    assert "Nobody sat in any of the teams" in page
    assert "No round opened on this day." in page
    page = read(facilitator, "recap-team", gameday.slug, team.pk)
    assert "Nothing broke here" in page
    assert "No customer came to this shop" in page


def test_a_facilitator_sees_a_day_that_still_runs(facilitator):
    gameday = making.running_gameday()
    making.make_incident(making.make_team(gameday))
    page = read(facilitator, "recap", gameday.slug)
    assert "this is what is known so far" in page
    assert "<title>The sleepy shop: live</title>" in page
    assert "Open for players" not in page


# A team ---------------------------------------------------------------------------------------------------------------


def test_a_teams_page_tells_its_incidents(played, facilitator):
    page = read(facilitator, "recap-team", played.gameday.slug, played.crews[0].team.pk)
    assert "<span>mended</span> <time datetime=" in page
    assert "+6m 30s" in page  # from the effect at 10 s to 400 s
    assert "5s quicker than the median" in page  # the other team is ten seconds slower
    assert "It is the code" in page
    assert "left open" in page
    assert '<code>db</code> <span class="quiet">×1</span>' in page
    assert 'id="curves-data"' in page
    assert "The curves as a table" in page


def test_nobody_is_named_beside_what_was_touched(played, facilitator):
    page = read(facilitator, "recap-team", played.gameday.slug, played.crews[0].team.pk)
    assert [person.name for person in played.gameday.players.all() if person.name in page] == []


def test_a_player_of_another_team_reads_whose_it_is(opened):
    browser, rivals = browser_of(opened.crews[0].dev), opened.crews[1].team
    for name in ("recap-team", "recap-chat"):
        assert "This is what another team takes home." in read(
            browser, name, opened.gameday.slug, rivals.pk, status=403
        )


def test_a_closed_recap_tells_players_that_it_is_not_open(played):
    page = read(browser_of(played.crews[0].dev), "recap", played.gameday.slug, status=403)
    assert "The recap is not open yet" in page


def test_there_is_nothing_for_a_spectator(opened):
    read(Client(), "recap", opened.gameday.slug, status=404)
    read(Client(), "recap-team", opened.gameday.slug, opened.crews[0].team.pk, status=404)


# Opening --------------------------------------------------------------------------------------------------------------


def test_a_facilitator_opens_and_closes_it(played, facilitator):
    slug = played.gameday.slug
    assert "data-confirm" in read(facilitator, "recap", slug)
    answer = facilitator.post(address("recap-open", slug), follow=True)
    assert "The recap is open: every player finds it on the team page." in read_page(answer)
    assert Recap.objects.get().opened_at
    answer = facilitator.post(address("recap-close", slug), follow=True)
    assert "The recap is closed" in read_page(answer)
    assert Recap.objects.get().opened_at is None


def test_why_it_was_not_opened_is_said_on_the_page(facilitator):
    gameday = making.running_gameday()
    answer = facilitator.post(address("recap-open", gameday.slug), follow=True)
    assert "Finish it first" in read_page(answer)


def test_a_player_cannot_open_it(played):
    browser = browser_of(played.crews[0].dev)
    assert browser.post(address("recap-open", played.gameday.slug)).status_code == 302  # to the sign-in
    assert not Recap.objects.exists()


# Lines of the chat ----------------------------------------------------------------------------------------------------


def test_a_team_chooses_lines_of_its_chat_and_takes_them_out(opened):
    crew = opened.crews[0]
    browser, line = browser_of(crew.ops), crew.team.chat.first()
    args = (opened.gameday.slug, crew.team.pk)
    assert line.text not in read(browser, "recap-team", *args)
    shown = browser.post(address("recap-show-line", *args, line.pk), headers={"HX-Request": "true"})
    assert "Take out" in read_page(shown)
    assert (Excerpt.objects.get().line, Excerpt.objects.get().chosen_by) == (line, crew.ops)
    assert line.text in read(browser, "recap-team", *args)
    hidden = browser.post(address("recap-hide-line", *args, line.pk), headers={"HX-Request": "true"})
    assert "Show" in read_page(hidden)
    assert line.text not in read(browser, "recap-team", *args)
    assert ChatLine.objects.filter(pk=line.pk).exists()


def test_without_scripts_the_page_comes_again(opened):
    crew = opened.crews[0]
    args = (opened.gameday.slug, crew.team.pk)
    answer = browser_of(crew.dev).post(address("recap-show-line", *args, crew.team.chat.first().pk))
    assert answer.headers["Location"] == address("recap-chat", *args)


def test_a_line_is_chosen_once_by_whoever_was_first(opened):
    crew = opened.crews[0]
    for player in (crew.dev, crew.ops):
        browser_of(player).post(
            address("recap-show-line", opened.gameday.slug, crew.team.pk, crew.team.chat.first().pk)
        )
    assert [row.chosen_by for row in Excerpt.objects.all()] == [crew.dev]


def test_only_its_own_players_choose(opened, facilitator):
    ours, theirs = opened.crews
    own, foreign = ours.team.chat.first(), theirs.team.chat.first()
    slug, browser = opened.gameday.slug, browser_of(ours.dev)
    refused = [
        facilitator.post(address("recap-show-line", slug, ours.team.pk, own.pk)),
        browser.post(address("recap-show-line", slug, theirs.team.pk, foreign.pk)),
        browser.post(address("recap-show-line", slug, ours.team.pk, foreign.pk)),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 404]
    assert not Excerpt.objects.exists()
    assert "You may read along." in read(facilitator, "recap-chat", slug, ours.team.pk)


def test_what_was_said_between_incidents_stands_at_the_end(opened):
    crew = opened.crews[0]
    line = ChatLine.objects.create(team=crew.team, name="Ada", text="Lunch was good", at=opened.gameday.finished_at)
    Excerpt.objects.create(line=line, at=making.NOW)
    page = read(browser_of(crew.dev), "recap-team", opened.gameday.slug, crew.team.pk)
    assert page.index("From the team's chat") < page.index("Lunch was good")


# Ways in --------------------------------------------------------------------------------------------------------------


def test_the_team_page_leads_there_once_it_is_open(played):
    browser = browser_of(played.crews[0].dev)
    way = address("recap-team", played.gameday.slug, played.crews[0].team.pk)
    page = read(browser, "play")
    assert "Soon a facilitator opens the recap." in page
    assert way not in page
    Recap.objects.create(gameday=played.gameday, opened_at=making.NOW)
    assert way in read(browser, "play-part", "header")


def test_the_board_leads_there_whoever_may_see_it(opened, facilitator):
    way = f'href="{address("recap", opened.gameday.slug)}"'
    assert way in read(facilitator, "board", opened.gameday.slug)
    assert way in read(browser_of(opened.crews[0].dev), "board", opened.gameday.slug)
    assert way not in read(Client(), "board", opened.gameday.slug)
    Recap.objects.update(opened_at=None)
    assert way not in read(browser_of(opened.crews[0].dev), "board", opened.gameday.slug)


def test_the_control_room_and_the_admin_lead_there_after_the_day(played):
    browser = Client()
    browser.force_login(User.objects.create_superuser("ada"))
    way = f'href="{address("recap", played.gameday.slug)}"'
    assert f'<a class="button primary" {way}>' in read(browser, "control", played.gameday.slug)
    panel = reverse("admin:gameday_gameday_panel", args=[played.gameday.pk])
    assert way in read_page(browser.get(panel))
    GameDay.objects.update(state="running", finished_at=None)
    assert f'<a class="button primary" {way}>' not in read(browser, "control", played.gameday.slug)


# What it costs --------------------------------------------------------------------------------------------------------


def queries(browser, name, *args):
    kept.forget_days()
    with CaptureQueriesContext(connection) as seen:
        read(browser, name, *args)
    return len(seen)


def test_pages_ask_as_often_for_three_teams_as_for_one(facilitator):
    small, large = play_day(teams=1, rounds=1), play_day(teams=3, rounds=2)
    queries(facilitator, "recap", small.gameday.slug)  # the first page of a process asks for more
    for name, of in (("recap", lambda day: ()), ("recap-team", lambda day: (day.crews[0].team.pk,))):
        one, three = (queries(facilitator, name, day.gameday.slug, *of(day)) for day in (small, large))
        assert one == three, name


def test_a_finished_day_is_read_once(played, facilitator):
    first = queries(facilitator, "recap", played.gameday.slug)
    with CaptureQueriesContext(connection) as seen:
        read(facilitator, "recap", played.gameday.slug)
    assert len(seen) < first / 2


def test_a_day_is_read_again_when_points_or_people_changed(played):
    day, now = played.gameday, making.NOW
    kept_first = kept.kept_day(day, now)
    assert kept.kept_day(day, now) is kept_first
    Player.objects.filter(pk=played.crews[0].dev.pk).update(removed_at=now)
    kept_second = kept.kept_day(day, now)
    assert kept_second is not kept_first
    Incident.objects.filter(pk=played.incidents[0].pk).update(state=IncidentState.VOIDED)
    kept_third = kept.kept_day(day, now)
    assert kept_third is not kept_second
    Standing.objects.filter(gameday=day).update(updated_at=now + timedelta(days=9))
    assert kept.kept_day(day, now) is not kept_third


def test_a_new_name_is_seen_after_a_minute(played):
    first = kept.kept_day(played.gameday, making.NOW)
    assert kept.kept_day(played.gameday, making.NOW + kept.KEPT_FOR / 2) is first
    assert kept.kept_day(played.gameday, making.NOW + kept.KEPT_FOR) is not first
    assert kept.kept_day(played.gameday, making.NOW - timedelta(days=1)) is not first  # the clock was set back


def test_a_day_that_runs_is_read_each_time():
    gameday = making.running_gameday()
    assert kept.kept_day(gameday, making.NOW) is not kept.kept_day(gameday, making.NOW)


def test_few_days_are_kept(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    days = [making.make_gameday(state="finished", started_at=making.NOW, finished_at=making.NOW) for _ in range(3)]
    first, second, third = (kept.kept_day(day, making.NOW) for day in days)
    assert kept.kept_day(days[2], making.NOW) is third
    assert kept.kept_day(days[1], making.NOW) is second
    assert kept.kept_day(days[0], making.NOW) is not first
