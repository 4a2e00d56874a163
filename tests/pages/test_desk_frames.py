"""Which pages may stand in a frame, in whose, and what they may frame themselves."""

import pytest
from django.urls import reverse

from gameday.access import SESSION_KEY
from gameday.models import Sandbox
from tests import making
from tests.reading import read_page

pytestmark = pytest.mark.django_db
FRAMED = ("scoring:console", "gameday:workshop-entrance", "gameday:runbook", "scoring:shop")


@pytest.fixture
def crew():
    team = making.make_team(making.running_gameday(), name="Night Mares")
    making.make_player(team, "ops", name="Otto")
    return team


@pytest.fixture
def seat(client, crew):
    session = client.session
    session[SESSION_KEY] = crew.players.get().token
    session.save()
    return client


def framing(response) -> tuple[str, str]:
    """Whom the two headers let frame the page."""
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return response["X-Frame-Options"], policy["frame-ancestors"]


def directive(response, name: str) -> str:
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    return policy.get(name, "")


@pytest.mark.parametrize("name", FRAMED)
def test_a_tool_is_framed_by_our_own_pages_alone_and_only_where_the_desk_asks_for_it(seat, name):
    assert framing(seat.get(reverse(name), {"desk": ""})) == ("SAMEORIGIN", "'self'")
    assert framing(seat.get(reverse(name))) == ("DENY", "'none'")


@pytest.mark.parametrize("name", ["scoring:play", "gameday:home", "scoring:rules", "scoring:console-part"])
def test_no_other_page_is_framed_whatever_its_address_says(seat, name):
    assert framing(seat.get(reverse(name), {"desk": ""})) == ("DENY", "'none'")


def test_a_form_that_is_sent_before_its_script_has_come_stays_in_the_desk(seat):
    act, console = reverse("scoring:console-act", args=["cache", "start"]), reverse("scoring:console")
    for query in ("", "?desk"):
        answer = seat.post(act, headers={"Referer": f"http://testserver{console}{query}"})
        assert (answer.status_code, answer["Location"]) == (302, f"{console}{query}")


@pytest.mark.parametrize("name", FRAMED)
def test_in_the_desk_a_tool_has_no_way_around_it_and_alone_it_has(seat, name):
    framed, alone = read_page(seat.get(reverse(name), {"desk": ""})), read_page(seat.get(reverse(name)))
    assert "data-in-desk" in framed
    assert 'class="masthead"' not in framed
    assert "My team" not in framed
    assert "data-in-desk" not in alone
    assert "My team" in alone


def test_a_redirect_leads_on_to_a_page_for_the_desk(client, crew):
    answer = client.get(reverse("scoring:console"), {"desk": ""})  # a session that is over
    assert answer["Location"] == f"{reverse('gameday:home')}?desk"


def test_the_shop_is_framed_by_its_page_alone_and_that_frames_nothing_else(seat, crew):
    making.make_sandbox(crew, shop_port=9123)
    page = seat.get(reverse("scoring:shop"), {"desk": ""})
    assert directive(page, "frame-src") == "'self' http://127.0.0.1:9123"
    assert directive(page, "connect-src") == "'self' http://127.0.0.1:9123"
    assert 'data-address="http://127.0.0.1:9123/"' in read_page(page)
    assert directive(seat.get(reverse("scoring:play")), "frame-src") == ""  # so default-src holds: 'self'


def test_an_encrypted_page_says_that_it_cannot_show_an_unencrypted_shop(seat, crew):
    making.make_sandbox(crew, shop_port=9123)
    page = seat.get(reverse("scoring:shop"), secure=True)
    assert "a browser does not show the one inside the other" in read_page(page)
    assert 'href="http://127.0.0.1:9123/"' in read_page(page)
    assert directive(page, "frame-src") == ""


def test_a_shop_that_is_not_there_says_how_it_stands_and_comes_by_itself(seat, crew):
    assert "There is no shop to see yet" in read_page(seat.get(reverse("scoring:shop")))
    making.make_sandbox(crew, state="building", progress={"edge": "starting"})
    page = seat.get(reverse("scoring:shop"))
    assert "edge" in read_page(page)
    again = read_page(page).split("?seen=")[1].split('"')[0]
    asked = {"headers": {"HX-Request": "true"}}
    assert seat.get(reverse("scoring:shop"), {"seen": again}, **asked).status_code == 204
    Sandbox.objects.update(state="ready", shop_port=9123)
    assert seat.get(reverse("scoring:shop"), {"seen": again}, **asked)["HX-Refresh"] == "true"


def test_the_desk_offers_every_tool_and_the_shop_by_the_page_that_can_frame_it(seat, crew):
    making.make_sandbox(crew, shop_port=9123)
    page = read_page(seat.get(reverse("scoring:play")))
    for tool in ("console", "workshop", "runbook", "shop"):
        assert f'data-tool="{tool}"' in page, tool
    assert f'data-address="{reverse("scoring:shop")}"' in page
