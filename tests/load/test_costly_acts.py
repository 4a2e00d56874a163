"""Acts that cost the platform something are refused to a player who does them too often, with the seconds to wait."""

import re

import pytest
from django.test import Client

from gameday.access import SESSION_KEY
from gameday.background.costly_acts import RATES, CostlyAct
from tests import making

AGAIN = re.compile(r"That was quick: nothing was done, and what you typed is still there\. Try again in \d+ seconds?\.")
ACTS = [
    (CostlyAct.HINT, "/play/incidents/1/hints/0/"),
    (CostlyAct.ANSWER, "/play/objectives/1/answer/"),
    (CostlyAct.KEY, "/play/objectives/1/key/"),
    (CostlyAct.CHECK, "/play/objectives/1/check/"),
    (CostlyAct.CONSOLE, "/play/console/storefront/act/restart/"),
    (CostlyAct.CONSOLE, "/play/console/storefront/resize/"),
    (CostlyAct.CONSOLE, "/play/console/storefront/reset/"),
    (CostlyAct.CONSOLE, "/play/console/reset/"),
    (CostlyAct.WORKSHOP, "/play/workshop/storefront/do/commit/"),
    (CostlyAct.WORKSHOP, "/play/workshop/storefront/file/save/"),
    (CostlyAct.HELP, "/play/help/"),
]


@pytest.fixture
def team(db, settings):
    settings.DOCKER_URL = "fake://load"
    team = making.make_team(making.running_gameday())
    making.make_sandbox(team)
    return team


def browser_of(player) -> Client:
    browser = Client(headers={"HX-Request": "true"})
    session = browser.session
    session[SESSION_KEY] = player.token
    session.save()
    return browser


@pytest.mark.parametrize(("act", "path"), ACTS)
def test_the_third_time_where_two_are_allowed_is_refused_with_the_seconds_to_wait(team, monkeypatch, act, path):
    monkeypatch.setitem(RATES, act, "2 per minute")
    hasty, mate = (browser_of(making.make_player(team)) for _ in range(2))
    answers = [hasty.post(path).content.decode() for _ in range(3)]
    assert [bool(AGAIN.search(text)) for text in answers] == [False, False, True]
    assert not AGAIN.search(mate.post(path).content.decode())  # a mate has a count of their own


def test_every_costly_act_has_a_rate():
    assert set(RATES) == set(CostlyAct) == {act for act, _ in ACTS}
