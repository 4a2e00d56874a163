"""A web process answers a few pages at once. The others wait, fairly and not for ever, and what must get through does."""

import asyncio

import pytest

from gameday.web import web_places
from tests.load.conftest import backends, cut
from tests.load.serving import Request, get, until
from tests.serving import keeping_connections

PAGE = {"accept": "text/html,application/xhtml+xml"}


async def held(web, gate, count=2, path="/slow/"):
    """As many slow pages as there are places, each for somebody at another address."""
    before = gate.inside
    requests = [await asked(web, gate, path, address=f"10.1.0.{number}") for number in range(count)]
    await until(lambda: gate.inside == before + count)
    return requests


async def asked(web, gate, path="/slow/", *, whole=True, **about):
    """A request that was sent; its answer is not waited for."""
    request = Request(web, path, **about)
    gate.requests.append(request)
    await request.begin(whole=whole)
    return request


async def test_many_requests_at_once_use_no_more_connections_than_there_are_places(web, gate):
    before = await asyncio.to_thread(backends)
    requests = [await asked(web, gate, address=f"10.0.0.{number}") for number in range(30)]
    await until(lambda: gate.inside == 2)
    assert len(await asyncio.to_thread(backends) - before) == 2
    gate.opened.set()
    assert {(await request.answer())[0] for request in requests} == {200}
    assert gate.most == 2


async def test_who_finds_no_place_in_time_reads_so_and_when_to_try_again(web, gate, monkeypatch):
    monkeypatch.setattr(web_places, "PATIENCE", 0.0)
    await held(web, gate)
    status, headers, text = await get(web, "/slow/", **PAGE)
    assert (status, headers["retry-after"], headers["cache-control"]) == (503, "5", "no-store")
    assert "Gameday has more to do at this moment than it can" in text
    assert '<meta http-equiv="refresh" content="5">' in text
    assert "This page tries again by itself." in text


async def test_a_form_that_was_sent_is_not_sent_again_by_itself(web, gate, monkeypatch):
    monkeypatch.setattr(web_places, "PATIENCE", 0.0)
    await held(web, gate)
    status, _, text = await get(web, "/slow/", method="POST", **PAGE)
    assert status == 503
    assert "http-equiv" not in text
    assert "the form still holds what you typed" in text


async def test_htmx_gets_the_bare_sentence_and_exchanges_nothing(web, gate, monkeypatch):
    monkeypatch.setattr(web_places, "PATIENCE", 0.0)
    await held(web, gate)
    status, headers, text = await get(web, "/slow/", method="POST", hx_request="true", accept="*/*")
    assert (status, headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert text.endswith("try again in 5 seconds.")
    assert "hx-trigger" not in headers  # which would empty the field


async def test_a_script_gets_json(web, gate, monkeypatch):
    monkeypatch.setattr(web_places, "PATIENCE", 0.0)
    await held(web, gate)
    status, headers, text = await get(web, "/slow/", method="POST", accept="*/*")
    assert (status, headers["content-type"]) == (503, "application/json")
    assert '"message": "Gameday has more to do' in text


async def test_health_is_told_while_all_places_are_taken(web, gate):
    """Otherwise a supervisor would kill a web process for being busy."""
    await held(web, gate)
    assert [(await get(web, path, address="127.0.0.1"))[0] for path in ("/healthz", "/readyz", "/metrics")] == [
        200,
        200,
        200,
    ]


async def test_pages_that_wait_for_an_engine_leave_the_others_their_places(web, gate):
    await held(web, gate, path="/play/console/slow/")
    assert (await get(web, "/rules/"))[0] == 200


async def test_another_team_is_served_before_the_twentieth_request_of_the_first(web, gate):
    for _ in range(20):
        await asked(web, gate, address="10.2.0.1")
    await until(lambda: gate.inside == 1)
    assert (await get(web, "/rules/", address="10.2.0.2"))[0] == 200
    assert gate.inside == 1


async def test_who_sends_slowly_keeps_no_place(web, gate):
    slow = [
        await asked(web, gate, "/rules/", whole=False, method="POST", address=f"10.3.0.{number}") for number in range(4)
    ]
    assert (await get(web, "/rules/"))[0] == 200
    for request in slow:
        await request.send_input({"type": "http.disconnect"})


async def test_a_place_is_free_only_when_its_page_has_ended_though_its_reader_has_gone(web, gate):
    gone = await held(web, gate)
    for request in gone:
        await request.send_input({"type": "http.disconnect"})
    late = await asked(web, gate, address="10.4.0.1")
    await asyncio.sleep(0)
    gate.opened.set()
    assert (await late.answer())[0] == 200
    assert gate.most == 2
    for request in gone:
        await request.wait()
    assert web_places.web_places().lines[web_places.PlaceKind.PAGE].waiting == 0


async def test_who_made_up_a_cookie_is_a_stranger_like_others_of_the_address(web, gate, settings):
    for number in range(3):
        await asked(web, gate, cookie=f"{settings.SESSION_COOKIE_NAME}=made-up-{number}")
    await until(lambda: gate.inside == 1)
    assert web_places.web_places().lines[web_places.PlaceKind.PAGE].waiting == 2


async def test_a_page_whose_database_refuses_says_so_instead_of_failing(web):
    status, headers, text = await get(web, "/broken/", **PAGE)
    assert (status, headers["retry-after"]) == (503, "5")
    assert "database does not answer at this moment" in text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", web_places.PlaceKind.PAGE),
        ("/play/", web_places.PlaceKind.PAGE),
        ("/play/console/part/", web_places.PlaceKind.ENGINE),
        ("/play/workshop/storefront/", web_places.PlaceKind.ENGINE),
        ("/play/runbook/", web_places.PlaceKind.ENGINE),
        ("/static/css/base.css", web_places.PlaceKind.FILE),
        ("/readyz", web_places.PlaceKind.HEALTH),
    ],
)
def test_each_page_has_its_kind_of_place(path, kind):
    assert web_places.kind_of(path) == kind


def test_below_a_path_prefix_pages_have_the_same_kinds():
    assert web_places.kind_of(web_places.path_of({"path": "/day/play/console/", "root_path": "/day"})) == (
        web_places.PlaceKind.ENGINE
    )


async def test_a_place_keeps_its_connection_and_one_that_was_cut_is_replaced(web, gate):
    gate.opened.set()
    before = await asyncio.to_thread(backends)
    with keeping_connections():
        await get(web, "/slow/")
        kept = await asyncio.to_thread(backends) - before
        assert kept
        assert (await get(web, "/slow/"))[0] == 200
        assert await asyncio.to_thread(backends) - before == kept
        await asyncio.to_thread(cut, kept)
        assert (await get(web, "/slow/"))[0] == 200
        assert not await asyncio.to_thread(backends) & kept
