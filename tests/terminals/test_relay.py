"""Pages and sockets for a sandbox on another machine: led there by the web, as they are, and refused there from all others."""

import asyncio
import json
import socket
import threading
from contextlib import AsyncExitStack

import pytest
import requests
import websockets
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from websockets.exceptions import InvalidStatus

from gameday import routing
from gameday.asgi import application
from gameday.machines import routes
from gameday.models import Host, Player
from gameday.network import relayed
from gameday.sandboxes import addresses
from gameday.terminals import session_registry
from scenarios.sandbox import engine_for
from tests.relay import relay
from tests.serving import port_of, serving
from tests.terminals.conftest import opened, session_of, tab, ticket_for

pytestmark = pytest.mark.django_db(transaction=True)


async def told(scope, receive, send):
    """Answers with what it was asked, so that a test sees what has arrived."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    headers = sorted((name.decode(), value.decode()) for name, value in scope["headers"])
    said = {key: scope[key] for key in ("method", "scheme", "client")} | {"headers": headers, "body": body.decode()}
    said["target"] = scope["raw_path"].decode() + "?" + scope["query_string"].decode()
    cookies = [(b"set-cookie", b"one=1"), (b"set-cookie", b"two=2")]
    await send({"type": "http.response.start", "status": 202, "headers": [*cookies, (b"x-frame-options", b"DENY")]})
    await send({"type": "http.response.body", "body": json.dumps(said).encode()})


def telling() -> ProtocolTypeRouter:
    return ProtocolTypeRouter({"http": told, "lifespan": session_registry.lifespan})


@pytest.fixture
def far(transactional_db):
    """The process beside the other machine's engine."""
    terminals = AuthMiddlewareStack(URLRouter(routing.websocket_urlpatterns))
    routed = ProtocolTypeRouter({"http": told, "websocket": terminals, "lifespan": session_registry.lifespan})
    with serving(relayed.for_the_web_alone(routed, "second")) as running:
        yield port_of(running)


@pytest.fixture
def web(team, far, engine, settings, monkeypatch):
    """The web, where the team's host is served by the other process; both are one process here, which may ask its engine."""
    monkeypatch.setattr(addresses, "engine_at", lambda host: engine_for(host.url))
    Host.objects.update(name="second", serve_url=f"http://127.0.0.1:{far}")
    routes._others.asked_at = -routes.LOOK_EVERY
    with serving(application) as running:
        settings.PUBLIC_URL = f"http://localhost:{port_of(running)}"
        settings.ALLOWED_HOSTS = ["localhost"]
        yield f"localhost:{port_of(running)}"
    routes._others.asked_at = -routes.LOOK_EVERY


@pytest.fixture
def dora(team):
    return Player.objects.select_related("gameday", "team").get(name="Dora")


# Pages ---------------------------------------------------------------------------------------------------------------


def test_a_page_beside_the_engine_is_asked_for_there_as_the_browser_asked_and_comes_back_as_it_is(web, dora):
    name, key = session_of(dora).split("=")
    answer = requests.post(
        f"http://{web}/play/workshop/storefront/file/save/?path=a%2Fb",
        data="x" * 300_000,
        cookies={name: key},
        headers={"X-Real-IP": "6.6.6.6", "X-Forwarded-For": "6.6.6.6", "HX-Request": "true"},
    )
    arrived = answer.json()
    assert (answer.status_code, answer.headers["X-Frame-Options"]) == (202, "DENY")
    assert dict(answer.cookies) == {"one": "1", "two": "2"}
    assert (arrived["method"], arrived["target"]) == ("POST", "/play/workshop/storefront/file/save/?path=a%2Fb")
    assert arrived["body"] == "x" * 300_000
    assert (arrived["client"], arrived["scheme"]) == (["127.0.0.1", 0], "http")
    headers = dict(arrived["headers"])
    assert (headers["host"], headers["cookie"], headers["hx-request"]) == (web, f"{name}={key}", "true")
    assert "6.6.6.6" not in json.dumps(arrived["headers"])


def test_all_other_pages_stay_here(web, dora):
    name, key = session_of(dora).split("=")
    answer = requests.get(f"http://{web}/play/recordings/", cookies={name: key})
    assert (answer.status_code, "one" in answer.cookies) == (200, False)


def test_a_team_of_this_machine_and_a_stranger_are_answered_here(web, dora, settings):
    assert requests.get(f"http://{web}/play/console/", allow_redirects=False).headers["Location"] == "/"
    dora.team.sandboxes.update(host=Host.objects.create(name="local", url="fake://terminals"))
    name, key = session_of(dora).split("=")
    answer = requests.get(f"http://{web}/play/console/", cookies={name: key})
    assert (answer.status_code, "one" in answer.cookies) == (200, False)


def test_a_machine_that_is_away_is_said_and_nothing_was_done(web, dora):
    Host.objects.update(serve_url="http://127.0.0.1:9")
    name, key = session_of(dora).split("=")
    answer = requests.post(f"http://{web}/play/console/api/act/stop/", cookies={name: key}, headers={"HX-Request": "1"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.text.startswith(
        "The machine that carries your company does not answer at this moment, so this was not"
    )


def test_a_machine_that_hangs_up_leaves_open_whether_it_was_done(web, dora):
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=lambda: door.accept()[0].close(), daemon=True).start()
        Host.objects.update(serve_url=f"http://127.0.0.1:{door.getsockname()[1]}")
        name, key = session_of(dora).split("=")
        answer = requests.post(
            f"http://{web}/play/console/api/act/stop/", cookies={name: key}, headers={"HX-Request": "1"}
        )
    assert answer.status_code == 503
    assert answer.text.endswith("look first whether it was done.")


def test_beside_several_web_processes_one_of_this_machine_has_all_such_pages(web, dora, settings):
    dora.team.sandboxes.update(host=Host.objects.create(name="local", url="fake://terminals"))
    name, key = session_of(dora).split("=")
    with serving(relayed.for_the_web_alone(telling(), "local")) as terminals:
        settings.TERMINALS, settings.TERMINALS_URL = False, f"http://127.0.0.1:{port_of(terminals)}"
        for cookies in ({name: key}, {}):
            answer = requests.get(f"http://{web}/play/console/?a=b", cookies=cookies)
            assert (answer.status_code, answer.json()["target"]) == (202, "/play/console/?a=b")
        assert requests.get(f"http://{web}/play/recordings/", cookies={name: key}).status_code == 200


# Sockets -------------------------------------------------------------------------------------------------------------


async def test_beside_several_web_processes_it_has_all_terminals_too(web, dora, far, settings):
    """The one of the fixture is beside a host of another name, so it refuses: but it was asked."""
    await Host.objects.aupdate(serve_url="")
    settings.TERMINALS, settings.TERMINALS_URL = False, f"http://127.0.0.1:{far}"
    with pytest.raises(InvalidStatus) as refused:
        await websockets.connect(f"ws://{web}/ws/terminal/any/", origin=f"http://{web}")
    assert refused.value.response.status_code == 403


async def test_a_terminal_is_opened_on_the_other_machine_and_typed_in_through_the_web(web, dora):
    async with opened(web, dora) as mine:
        shell = (await mine.told("hello"))["shell"]
        for word in ("hay", "x" * 70_000, "oats"):
            await mine.type(word)
            await mine.until(word.encode())
        async with opened(web, dora, shell=shell) as another:
            await another.told("hello")
            await another.order(type="end")
            assert (await mine.told("ended"))["message"] == "Dora closed this terminal."
            assert await mine.closing() == 4410


async def test_a_line_that_breaks_on_the_way_ends_at_both_sides(web, dora, far):
    async with AsyncExitStack() as held:
        with relay(far) as line:
            await Host.objects.aupdate(serve_url=f"http://127.0.0.1:{line.port}")
            mine = await held.enter_async_context(opened(web, dora))
            await mine.told("hello")
        assert await mine.closing() == 1006


async def test_a_terminal_on_a_machine_that_is_away_says_so(web, dora):
    await Host.objects.aupdate(serve_url="http://127.0.0.1:9")
    async with opened(web, dora) as mine:
        said = (await mine.told("error"))["message"]
        assert said.startswith("The machine that carries your company does not answer at this moment.")
        assert await mine.closing() == 4403


async def test_a_used_ticket_is_refused_by_the_process_that_answers(web, dora):
    ticket, cookie = await asyncio.to_thread(ticket_for, dora, "workbench", {})
    async with tab(web, ticket, cookie) as mine:
        await mine.told("hello")
    async with tab(web, ticket, cookie) as again:
        assert (await again.told("error"))["message"] == "This ticket is old or used. Open the terminal again."


# The other side ------------------------------------------------------------------------------------------------------


def test_who_finds_the_port_of_the_other_process_is_refused(far):
    assert requests.get(f"http://127.0.0.1:{far}/play/console/").status_code == 403
    wrong = {"X-Gameday-Relay": relayed.relay_password("another")}
    assert requests.get(f"http://127.0.0.1:{far}/play/console/", headers=wrong).status_code == 403
    assert requests.get(f"http://127.0.0.1:{far}/healthz").status_code == 202


def test_the_process_for_terminals_beside_several_web_processes_answers_them_alone(settings):
    settings.TERMINALS_URL = "http://127.0.0.1:9"
    with serving(routes.behind_front_door(telling())) as terminals:
        at = f"http://127.0.0.1:{port_of(terminals)}/play/console/"
        assert requests.get(at).status_code == 403
        known = {"X-Gameday-Relay": relayed.relay_password("local")}
        assert requests.get(at, headers=known).status_code == 202


async def test_so_is_a_socket(far):
    with pytest.raises(InvalidStatus) as refused:
        await websockets.connect(f"ws://127.0.0.1:{far}/ws/terminal/any/", origin="http://localhost")
    assert refused.value.response.status_code == 403


def test_a_client_and_its_scheme_are_what_the_web_says(far):
    said = {"X-Gameday-Relay": relayed.relay_password("second"), "X-Real-IP": "10.1.2.3", "X-Forwarded-Proto": "https"}
    arrived = requests.get(f"http://127.0.0.1:{far}/play/console/", headers=said).json()
    assert (arrived["client"], arrived["scheme"]) == (["10.1.2.3", 0], "https")
