"""The ceremony: which scenes there are, who may step them, what spectators see, and what players see afterwards."""

import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template
from django.test import Client

from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused
from scoring.afterwards.awards import ceremony
from scoring.afterwards.awards.scenes import Places, scenes_of
from scoring.models import Award, AwardKind, Ceremony, Standing
from tests import making
from tests.afterwards.played_day import act, at, crew_of, pay, played_gameday
from tests.reading import read_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def gameday():
    return played_gameday(name="Hay Day", slug="hay-day")


@pytest.fixture
def desk():
    client = Client()
    client.force_login(get_user_model().objects.create_user("walter", is_staff=True))
    return client


def add_teams(gameday, number: int) -> None:
    for place in range(1, number + 1):
        team = making.make_team(gameday, name=f"Team no {place}")
        Standing.objects.create(gameday=gameday, team=team, points=1000 - place, rank=place, updated_at=at(0))


def honour(team, title: str = "The choir", **changes) -> Award:
    values = {"gameday": team.gameday, "kind": AwardKind.CUSTOM, "reason": "They sang.", "by": "Ada", "at": at(7300)}
    return Award.objects.create(team=team, title=title, **values | changes)


def press(client: Client, gameday, name: str, *numbers: int, **values):
    return client.post(f"/recap/{gameday.slug}/ceremony/{'/'.join(map(str, (name, *numbers)))}/", values)


def screen(gameday) -> str:
    return read_page(Client().get(f"/recap/{gameday.slug}/ceremony/"))


@pytest.mark.parametrize("teams", [0, 1, 2, 3, 4, 10, 11, 40])
def test_every_place_is_called_once_from_the_last_to_the_first_and_ten_are_in_sight(gameday, teams):
    add_teams(gameday, teams)
    scenes = [scene for scene in scenes_of(gameday) if isinstance(scene, Places)]
    called = [[row.place for row in scene.rows if row.rises] for scene in scenes]
    assert [place for places in called for place in reversed(places)] == list(range(teams, 0, -1))
    assert called[-3:] == [[3], [2], [1]][-teams:] if teams else called == []
    assert all(len(scene.rows) <= 10 for scene in scenes)
    assert [scene.tells_winner for scene in scenes] == [False] * (len(scenes) - 1) + [True] * bool(scenes)
    covered = [{row.place for row in scene.rows if not row.called} for scene in scenes]
    assert not covered or covered[-1] == set()


def test_bars_are_as_long_as_the_points_also_below_zero(gameday):
    for points, rank in ((60, 1), (0, 2), (-40, 3)):
        Standing.objects.create(
            gameday=gameday, team=making.make_team(gameday), points=points, rank=rank, updated_at=at(0)
        )
    last = [scene for scene in scenes_of(gameday) if isinstance(scene, Places)][-1]
    assert [row.share for row in last.rows] == [1.0, 0.4, 0.0]


def test_what_the_freeze_hid_is_told_in_the_order_of_time_with_the_points_since_then(gameday):
    gameday.frozen_at = at(6000)
    gameday.save()
    hooves, manes = crew_of(gameday, name="Hooves"), crew_of(gameday, name="Manes")
    pay(hooves.team, 5990, 500)
    pay(hooves.team, 6100, 30)
    pay(hooves.team, 6400, 50)
    good = {"public": True, "verb": ActivityVerb.RESOLVED}
    act(manes, "dev", 6700, text="The shop is awake", **good)
    act(hooves, "dev", 6400, text="Order in the hay", **good)
    act(hooves, "dev", 5000, text="Told before the curtain fell", **good)
    act(hooves, "dev", 6500, text="Nobody's business", public=False)
    news = scenes_of(gameday)[1].news
    assert [(each.text, each.won) for each in news] == [("Order in the hay", 80), ("The shop is awake", 0)]


def test_spectators_see_nothing_before_it_is_shown(gameday, desk):
    add_teams(gameday, 4)
    honour(gameday.teams.first())
    assert "about to begin" in screen(gameday)
    press(desk, gameday, "begin")
    for told in ("Team no 4", "Team no 3", "Team no 2", "Team no 1", "The choir"):
        assert told not in screen(gameday)
        step = Ceremony.objects.get().step
        press(desk, gameday, "step", step, step + 1)
        assert told in screen(gameday)


def test_only_facilitators_step_and_of_two_who_press_at_once_one_does(gameday, desk):
    add_teams(gameday, 4)
    press(desk, gameday, "begin")
    assert press(Client(), gameday, "step", 0, 1).url.startswith("/admin/login")
    assert Ceremony.objects.get().step == 0
    press(desk, gameday, "step", 0, 1)
    press(desk, gameday, "step", 0, 1)
    assert Ceremony.objects.get().step == 1


def test_a_dark_screen_shows_nothing_and_the_next_step_lights_it(gameday, desk):
    add_teams(gameday, 2)
    press(desk, gameday, "begin")
    press(desk, gameday, "black", black="yes")
    assert "about to begin" not in screen(gameday)
    press(desk, gameday, "black")
    assert "about to begin" in screen(gameday)
    press(desk, gameday, "black", black="yes")
    press(desk, gameday, "step", 0, 1)
    assert "Team no 2" in screen(gameday)


def test_the_first_place_draws_the_curtain_of_all_boards_back(gameday, desk):
    gameday.frozen_at = at(6000)
    gameday.save()
    add_teams(gameday, 2)
    press(desk, gameday, "begin")
    for step in range(3):
        gameday.refresh_from_db()
        assert gameday.revealed_at is None
        press(desk, gameday, "step", step, step + 1)
    gameday.refresh_from_db()
    assert gameday.revealed_at is not None


def test_players_see_their_award_once_the_ceremony_is_over(gameday, desk):
    add_teams(gameday, 1)
    team = gameday.teams.get()
    honour(team)
    honour(team, "Taken away", removed_at=at(7400))
    seen = Template("{% load awards %}{% team_awards team %}")
    press(desk, gameday, "begin")
    for step in range(3):
        assert "The choir" not in seen.render(Context({"team": team}))
        press(desk, gameday, "step", step, step + 1)
    shown = seen.render(Context({"team": team}))
    assert "The choir" in shown
    assert "They sang." in shown
    assert "Taken away" not in shown


def test_a_ceremony_waits_for_the_end_of_the_day():
    with pytest.raises(Refused, match="finish it first"):
        ceremony.begin_ceremony(making.running_gameday(), by="Ada", now=at(0))


# The facilitator's page ---------------------------------------------------------------------------------------------


def test_a_facilitator_exchanges_gives_and_takes_away_on_the_page(gameday, desk):
    team = crew_of(gameday, name="Hooves").team
    page = "/recap/hay-day/awards/"
    assert "No award yet." in read_page(desk.get(page))
    assert "1 award was chosen." in read_page(desk.post(f"{page}choose/", follow=True))
    award = gameday.awards.get()
    assert "Good company" in read_page(desk.get(page))
    offered = read_page(desk.get(f"{page}{award.pk}/"))
    assert "2 riders in one stable" in offered
    refused = read_page(desk.post(f"{page}{award.pk}/", {"kind": "custom", "title": "The choir"}))
    assert "Nothing was changed. What in their day it is for: Write one." in refused
    assert 'value="The choir"' in refused, "what was typed is kept"
    desk.post(f"{page}{award.pk}/", {"kind": "custom", "title": "The choir", "reason": "They sang."})
    desk.post(f"{page}teams/{team.pk}/", {"kind": "good_company"})
    shown = read_page(desk.get(page))
    assert shown.index("The choir") < shown.index("Good company")
    assert "was taken from" in read_page(desk.post(f"{page}{award.pk}/remove/", follow=True))
    assert gameday.awards.get(removed_at=None).kind == AwardKind.GOOD_COMPANY
    desk.post(f"{page}{award.pk}/put-back/")
    assert gameday.awards.filter(removed_at=None).count() == 2
    said = set(gameday.activities.values_list("verb", flat=True))
    assert said == {ActivityVerb.AWARDS}


def test_the_page_of_awards_is_not_for_players(gameday):
    assert Client().get("/recap/hay-day/awards/").url.startswith("/admin/login")


@pytest.mark.parametrize("path", ["awards/", "ceremony/", "ceremony/remote/"])
def test_more_teams_and_awards_take_no_more_queries(gameday, desk, path, django_assert_max_num_queries):
    add_teams(gameday, 12)
    for team in gameday.teams.all():
        honour(team)
    press(desk, gameday, "begin")
    with django_assert_max_num_queries(8):
        assert desk.get(f"/recap/hay-day/{path}").status_code == 200
