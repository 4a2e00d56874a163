"""Who may see what there is after a day: facilitators, players of the day, and nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from gameday.access import SESSION_KEY
from scoring.afterwards.may_see import recap_viewer
from scoring.models import Recap
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def gameday():
    return making.make_gameday(state="finished", started_at=making.NOW, finished_at=making.NOW)


@pytest.fixture
def team(gameday):
    return making.make_team(gameday)


@pytest.fixture
def ada(team):
    return making.make_player(team)


def asks(player=None, user=None):
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = {SESSION_KEY: player.token} if player else {}
    return request


def facilitator():
    return User.objects.create_user("grace", is_staff=True)


def open_to_players(gameday):
    Recap.objects.create(gameday=gameday, opened_at=making.NOW)


def test_a_facilitator_sees_every_team_at_any_time(gameday, team):
    viewer = recap_viewer(asks(user=facilitator()), gameday.slug)
    assert (viewer.gameday, viewer.player, viewer.facilitator) == (gameday, None, True)
    assert viewer.may_see_team(team.pk)
    viewer.require_team(team)


def test_a_player_waits_until_it_is_opened(gameday, ada):
    with pytest.raises(PermissionDenied, match="a facilitator opens it"):
        recap_viewer(asks(ada), gameday.slug)
    open_to_players(gameday)
    assert recap_viewer(asks(ada), gameday.slug).player == ada


def test_before_the_end_a_player_reads_that_the_day_is_not_over():
    gameday = making.running_gameday()
    with pytest.raises(PermissionDenied, match="not over"):
        recap_viewer(asks(making.make_player(making.make_team(gameday))), gameday.slug)


@pytest.mark.parametrize("bot", [False, True])
def test_a_player_sees_what_is_their_own_teams_and_no_other(gameday, team, bot):
    open_to_players(gameday)
    viewer = recap_viewer(asks(making.make_player(team, bot=bot)), gameday.slug)
    rivals = making.make_team(gameday)
    viewer.require_team(team)
    assert (viewer.may_see_team(team.pk), viewer.may_see_team(rivals.pk)) == (True, False)
    with pytest.raises(PermissionDenied, match="another team"):
        viewer.require_team(rivals)


def test_a_player_without_a_team_sees_no_teams_own(gameday, team, ada):
    open_to_players(gameday)
    type(ada).objects.filter(pk=ada.pk).update(team=None)
    assert not recap_viewer(asks(ada), gameday.slug).may_see_team(team.pk)


def test_there_is_nothing_for_spectators_and_strangers(gameday, ada):
    open_to_players(gameday)
    stranger = making.make_player(making.make_team(making.make_gameday(state="finished")))
    removed = making.make_player(ada.team, removed_at=making.NOW)
    for request in (asks(), asks(stranger), asks(removed), asks(user=User.objects.create_user("mallory"))):
        with pytest.raises(Http404):
            recap_viewer(request, gameday.slug)


def test_a_team_of_another_day_is_not_found_under_this_one(gameday):
    viewer = recap_viewer(asks(user=facilitator()), gameday.slug)
    with pytest.raises(Http404):
        viewer.require_team(making.make_team(making.make_gameday()))


def test_it_takes_two_queries(gameday, ada, django_assert_num_queries):
    open_to_players(gameday)
    with django_assert_num_queries(2):
        recap_viewer(asks(ada), gameday.slug).may_see_team(ada.team_id)
