"""A day that is over, with two teams, and people who are in its debriefs."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from gameday.models import GameDay, Player, Team
from scoring.afterwards.debrief.room import DebriefRoom, enter_debrief
from scoring.models import Recap
from tests import making
from tests.making import NOW


@pytest.fixture
def gameday(db: None) -> GameDay:
    day = making.make_gameday(state="finished", started_at=NOW, finished_at=NOW, name="Hay Day", slug="hay-day")
    Recap.objects.create(gameday=day, opened_at=NOW)
    return day


@pytest.fixture
def team(gameday: GameDay) -> Team:
    return making.make_team(gameday, name="Gilded Hooves")


@pytest.fixture
def ada(team: Team) -> Player:
    return making.make_player(team, "dev", name="Ada")


@pytest.fixture
def otto(team: Team) -> Player:
    return making.make_player(team, "ops", name="Otto")


@pytest.fixture
def fanny(db: None) -> User:
    return User.objects.create_user("fanny", password="hush", is_staff=True)


@pytest.fixture
def browser_of() -> Callable[[Player | User], Client]:
    """A browser of a player, or of a facilitator."""

    def opened(person: Player | User) -> Client:
        browser = Client()
        if isinstance(person, User):
            browser.force_login(person)
        else:
            session = browser.session
            session["player_token"] = person.token
            session.save()
        return browser

    return opened


@pytest.fixture
def room_of(browser_of: Callable[[Player | User], Client]) -> Callable[..., DebriefRoom]:
    """The debrief as a person sees it: of all teams, unless a team is given."""

    def entered(person: Player | User, gameday: GameDay, team: Team | None = None) -> DebriefRoom:
        request = RequestFactory().get("/")
        request.session = browser_of(person).session
        request.user = person if isinstance(person, User) else User()
        return enter_debrief(request, gameday.slug, team.pk if team else None)

    return entered
