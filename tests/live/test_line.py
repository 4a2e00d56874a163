"""What players tell each other on the way: who types, and who is where."""

import json

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from gameday import access
from gameday.live import presence, publish
from gameday.live.presence import DeskPlace, Whereabouts
from gameday.live.topics import team_topic
from gameday.models import Player
from gameday.team import chat
from scoring.pages.team import consumer
from tests.live.conftest import Socket, socket
from tests.waiting import comes_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada(teams):
    return Player.objects.select_related("team__gameday", "gameday").get(name="Dev of Hooves")


@pytest.fixture
def otto(teams):
    return Player.objects.create(gameday=teams[0].gameday, team=teams[0], name="Otto", role="ops")


@sync_to_async
def cookie_of(player: Player) -> str:
    session = SessionStore()
    session[access.SESSION_KEY] = player.token
    session.save()
    return f"{django_settings.SESSION_COOKIE_NAME}={session.session_key}"


async def page_of(player: Player):
    return socket("/ws/team/", cookie=await cookie_of(player))


async def told(page: Socket, kind: str) -> dict:
    """The next frame of this kind. Others (who came, who went) are passed over."""
    while (frame := await page.frame())["type"] != kind:
        pass
    return frame


async def typing(page: Socket, field: str = "chat") -> None:
    await page.say(json.dumps({"type": "typing", "in": field}))


async def at(page: Socket, place: str) -> None:
    await page.say(json.dumps({"type": "place", "place": place}))


async def test_a_team_mate_sees_who_types_and_where(ada, otto):
    async with await page_of(ada) as writing, await page_of(otto) as watching:
        await told(writing, "snapshot")
        await told(watching, "snapshot")
        await typing(writing, "notes")
        seen = await told(watching, "typing")
    assert (seen["seq"], seen["data"]) == (0, {"player": ada.pk, "in": "notes"})


async def test_typing_makes_no_gap_in_what_the_pages_are_told(ada):
    async with await page_of(ada) as page:
        first = await told(page, "snapshot")
        numbers = [first["seq"]]
        for text in ("one", "two"):
            await typing(page)
            await sync_to_async(chat.say_in_chat)(ada.team, text, player=ada, now=timezone.now())
        while numbers[-1] < await sync_to_async(publish.last_sequence_number)(team_topic(ada.team_id)):
            frame = await page.frame()
            assert frame["type"] in ("changed", "typing")
            numbers += [frame["seq"]] if frame["seq"] else []
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


async def test_another_team_sees_nobody_type(ada, teams):
    stranger = await sync_to_async(Player.objects.get)(name="Dev of Manes")
    async with await page_of(ada) as writing, await page_of(stranger) as elsewhere:
        await told(writing, "snapshot")
        await told(elsewhere, "snapshot")
        await typing(writing)
        await told(writing, "typing")  # it is out
        await sync_to_async(chat.say_in_chat)(teams[1], "hello", player=stranger, now=timezone.now())
        kinds = []
        while "chat" not in (frame := await elsewhere.frame())["data"].get("parts", []):
            kinds.append(frame["type"])
    assert "typing" not in kinds


async def test_of_many_keys_at_once_one_is_told(ada, monkeypatch):
    heard = []
    monkeypatch.setattr(consumer, "TYPING_PAUSE", 3600)
    monkeypatch.setattr(presence, "announce_typing", lambda where, field: heard.append(field))
    async with await page_of(ada) as page:
        await told(page, "snapshot")
        for _ in range(20):
            await typing(page)
        await page.say(json.dumps({"type": "resync"}))
        await told(page, "snapshot")
    assert heard == ["chat"]


async def test_a_player_moves_with_the_tool_before_their_eyes(ada, monkeypatch):
    monkeypatch.setattr(consumer, "MOVING_PAUSE", 0.05)

    def here():
        return presence.players_online(ada.team_id)

    async with await page_of(ada) as page:
        await comes_to(here, {ada.pk: ["page"]})
        await at(page, "terminal")
        await comes_to(here, {ada.pk: ["terminal"]})
        for place in ("console", "runbook", "shop", "workshop"):
            await at(page, place)
        await comes_to(here, {ada.pk: ["workshop"]})
    await comes_to(here, {})


async def test_who_flits_from_tool_to_tool_is_told_once_in_a_while(ada, monkeypatch):
    moves = []
    monkeypatch.setattr(consumer, "MOVING_PAUSE", 3600)
    monkeypatch.setattr(presence, "page_moved", lambda before, after, left: moves.append((before.place, left)))
    async with await page_of(ada) as page:
        await told(page, "snapshot")
        for place in ("console", "shop", "runbook", "terminal"):
            await at(page, place)
        await page.say(json.dumps({"type": "resync"}))
        await told(page, "snapshot")
        await comes_to(lambda: list(moves), [("page", True)])


def test_a_move_leaves_the_place_unless_another_window_is_still_there(gameday, teams):
    page, console = (Whereabouts(teams[0].pk, 1, place) for place in (DeskPlace.PAGE, DeskPlace.CONSOLE))
    presence.page_opened(page)
    presence.page_moved(page, console, left=False)
    assert presence.players_online(teams[0].pk) == {1: ["page", "console"]}
    presence.page_moved(page, console, left=True)
    assert presence.players_online(teams[0].pk) == {1: ["console"]}


@pytest.mark.parametrize(
    "rubbish",
    [
        {"type": "typing"},
        {"type": "typing", "in": "diary"},
        {"type": "place", "place": 7},
        {"type": "place", "place": ["page"]},
    ],
)
async def test_a_wrong_frame_is_answered_with_a_sentence(ada, rubbish):
    async with await page_of(ada) as page:
        await told(page, "snapshot")
        await page.say(json.dumps(rubbish))
        assert "nothing was done" in (await told(page, "error"))["data"]["message"]
