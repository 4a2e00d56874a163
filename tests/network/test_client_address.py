"""Who asks: a client's own word counts for nothing, a named proxy's counts, and all who want to know read the same."""

import asyncio
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.test import RequestFactory
from django_structlog.middlewares import RequestMiddleware
from structlog.contextvars import bound_contextvars, get_contextvars

from gameday.asgi import application
from gameday.network import client_address
from gameday.operations.running import environment, web_server
from tests.serving import port_of, serving

PROXY, CLIENT, FORGED = "10.0.0.2", "203.0.113.7", "198.51.100.66"


def seen(peer: str | None, *, kind: str = "http", **headers: str) -> tuple[Any, str]:
    """(client's address, scheme) as the application gets them."""
    got: dict[str, Any] = {}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        got.update(scope)

    scope = {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "client": (peer, 4711) if peer else None,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(client_address.behind_proxies(application)(scope, None, None))
    return got["client"] and got["client"][0], got["scheme"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", CLIENT])
def test_a_client_that_names_another_address_keeps_its_own(peer):
    assert seen(peer, x_forwarded_for=FORGED, x_forwarded_proto="https", x_real_ip=FORGED) == (peer, "http")


@pytest.mark.parametrize("named", [PROXY, "10.0.0.0/24"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_named_proxy_tells_who_asks_and_how(settings, named, kind):
    settings.TRUSTED_PROXIES = [named]
    told = seen(PROXY, kind=kind, x_forwarded_for=CLIENT, x_forwarded_proto="https")
    assert told == (CLIENT, "https" if kind == "http" else "wss")


def test_what_a_client_wrote_before_the_proxy_did_is_passed_over(settings):
    settings.TRUSTED_PROXIES = [PROXY]
    assert seen(PROXY, x_forwarded_for=f"{FORGED}, {CLIENT}")[0] == CLIENT


def test_a_chain_of_named_proxies_is_followed_to_its_beginning(settings):
    settings.TRUSTED_PROXIES = [PROXY, "10.0.1.0/24"]
    assert seen(PROXY, x_forwarded_for=f"{FORGED}, {CLIENT}, 10.0.1.9")[0] == CLIENT


def test_behind_composes_gateway_it_is_whom_the_gateway_saw(settings):
    settings.BEHIND_GATEWAY = True
    assert seen("172.18.0.9", x_real_ip=CLIENT, x_forwarded_for=FORGED, x_forwarded_proto="https") == (CLIENT, "http")
    assert seen("127.0.0.1")[0] == "127.0.0.1"  # the health check of its own container


def test_a_proxy_before_the_gateway_is_believed_where_it_is_named(settings):
    settings.BEHIND_GATEWAY, settings.TRUSTED_PROXIES = True, [PROXY]
    told = seen("172.18.0.9", x_real_ip=PROXY, x_forwarded_for=f"{FORGED}, {CLIENT}", x_forwarded_proto="https")
    assert told == (CLIENT, "https")


def test_a_server_on_a_unix_socket_knows_no_address():
    assert seen(None, x_forwarded_for=FORGED)[0] is None


def test_the_logins_limit_and_the_log_read_what_was_found_out_and_no_header():
    request = RequestFactory(headers={"X-Forwarded-For": FORGED, "X-Real-IP": FORGED}).get("/", REMOTE_ADDR=CLIENT)
    with bound_contextvars():
        RequestMiddleware.bind_ip(request)
        assert (get_client_ip_address(request), get_contextvars()["ip"]) == (CLIENT, CLIENT)


# A real server -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_guesses_passwords_under_ever_new_addresses_is_counted_as_one():
    with serving(application) as running:
        port = port_of(running)
        asyncio.run(guess_passwords(f"http://localhost:{port}", times=3))
    attempt = AccessAttempt.objects.get()
    assert (attempt.ip_address in ("127.0.0.1", "::1"), attempt.failures_since_start) == (True, 3)


async def guess_passwords(url: str, *, times: int) -> None:
    async with aiohttp.ClientSession(base_url=url) as browser:
        async with browser.get("/admin/login/") as page:
            token = re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"', await page.text())
        assert token
        for number in range(times):
            fields = {"username": "marie", "password": f"hay{number}", "csrfmiddlewaretoken": token[1]}
            async with browser.post("/admin/login/", data=fields, headers=invented(number)) as answer:
                assert answer.status == 200


def invented(number: int) -> dict[str, str]:
    address = f"203.0.113.{number}"
    return {"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": f"for={address}"}


def test_no_server_of_ours_believes_such_a_word_by_itself():
    """uvicorn would believe whoever is on this machine, before our own rule is asked."""
    assert web_server.web_server().config.proxy_headers is False
    image = (Path(environment.ROOT) / "Dockerfile").read_text()
    assert '"--no-proxy-headers"' in image
    assert "forwarded-allow-ips" not in image
