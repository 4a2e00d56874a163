"""Probes: never raise, tell the shop's failures from their own, and see what customers see."""

import asyncio
import socket

import aiohttp
import pytest
from aiohttp import web

from scenarios.document.vocabulary import ProbeUse
from scenarios.faults import FAULTS, Call
from scenarios.probes import JOURNEYS, PROBES, ProbePlace, read_probe, read_probe_now
from scenarios.probes import shop as shops
from scenarios.probes.recognise import samples


def use(probe, **arguments):
    return ProbeUse.model_validate({"probe": probe, "with": arguments})


@pytest.fixture
async def serve():
    """Start small shops that answer as a test wants; returns their URL."""
    runners = []

    async def start(answer):
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        runners.append(runner)
        return f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


async def once(probe, url, **arguments):
    async with aiohttp.ClientSession() as session:
        return await read_probe(use(probe, **arguments), ProbePlace(url, session))


def test_the_journeys_stand_in_the_boards_order():
    assert list(JOURNEYS) == ["browse", "price", "book", "recognise"]
    assert PROBES.keys() == {*JOURNEYS, "http", "sql", "command"}
    assert all(JOURNEYS[kind].Arguments() for kind in JOURNEYS)


def test_the_names_of_the_samples_give_their_breed():
    assert {breed for breed, _ in samples()} == {"aurora", "ember", "glacier", "meadow", "midnight", "tuxedo"}


@pytest.mark.parametrize("journey", ["browse", "price", "book", "recognise"])
async def test_where_not_even_the_gateway_answers_it_is_nobodys_fault(journey):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        reading = await once(journey, f"http://127.0.0.1:{nobody.getsockname()[1]}")
    assert reading.outcome == "error"
    assert "Nobody opens the door" in reading.why


@pytest.mark.parametrize("journey", ["browse", "price", "book", "recognise"])
async def test_a_connection_that_is_cut_off_is_the_shops_failure(journey, serve):
    async def cut(request):
        request.transport.abort()
        return web.Response()

    reading = await once(journey, await serve(cut))
    assert reading.outcome == "fail"
    assert "The shop cannot be reached" in reading.why


@pytest.mark.parametrize("journey", ["browse", "price", "book", "recognise"])
async def test_a_gateway_without_a_shop_is_the_shops_failure(journey, serve):
    async def nobody_home(request):
        return web.Response(status=502)

    assert "502" in (await once(journey, await serve(nobody_home))).why


@pytest.mark.parametrize("journey", ["browse", "price", "book", "recognise"])
async def test_a_shop_that_hangs_fails_in_time(journey, serve, monkeypatch):
    monkeypatch.setattr(shops, "CUSTOMER_SECONDS", 0.2)

    async def hang(request):
        await asyncio.sleep(2)

    reading = await once(journey, await serve(hang))
    assert (reading.outcome, reading.why) == ("fail", "No answer in time.")
    assert 150 < reading.ms < 1500


@pytest.mark.parametrize("journey", ["browse", "price", "book", "recognise"])
@pytest.mark.parametrize(
    "answer", ["<h1>Everything is fine</h1>", '{"price_cents": true, "booking": "yes", "breed": 7}', "[]", "null"]
)
async def test_a_page_that_only_looks_fine_is_a_failure(journey, answer, serve):
    async def fine(request):
        return web.Response(text=answer, status=201 if request.method == "POST" and "bookings" in request.path else 200)

    reading = await once(journey, await serve(fine))
    assert reading.outcome == "fail"
    assert reading.why


async def test_a_booking_that_is_not_kept_is_a_failure(serve):
    async def forget(request):
        return (
            web.json_response({"booking": 7}, status=201)
            if request.method == "POST"
            else web.json_response({"bookings": []})
        )

    reading = await once("book", await serve(forget))
    assert reading.why == "The shop said yes and then knew nothing of the booking."


async def test_a_page_that_always_knows_some_booking_is_a_failure(serve):
    async def painted(request):
        painted = {"booking": 4711, "bookings": [{"booking": 4711, "unicorn": 1, "starts_on": "2031-05-17"}]}
        return web.json_response(painted, status=201 if request.method == "POST" else 200)

    reading = await once("book", await serve(painted))
    assert reading.why == "The shop said yes and then knew nothing of the booking."


async def test_a_unicorn_that_is_taken_is_tried_again_with_another(serve):
    asked = []

    async def busy(request):
        if request.method == "GET":
            return web.json_response({"bookings": [asked[-1] | {"booking": 7}]})
        asked.append(await request.json())
        return web.json_response(
            {"booking": 7} if len(asked) == 3 else {"error": "promised"}, status=201 if len(asked) == 3 else 409
        )

    reading = await once("book", await serve(busy))
    assert (reading.outcome, len(asked)) == ("ok", 3)
    assert len({(wish["unicorn"], wish["starts_on"]) for wish in asked}) == 3


async def test_a_budget_makes_a_slow_answer_a_failure(serve):
    async def slow(request):
        await asyncio.sleep(0.05)
        return web.Response(text="hay")

    url = await serve(slow)
    assert (await once("http", url, path="/", p95_ms=2000, contains="hay")).outcome == "ok"
    reading = await once("http", url, path="/", p95_ms=10)
    assert reading.outcome == "fail"
    assert "10 are allowed" in reading.why


async def test_http_looks_at_status_and_text(serve):
    async def teapot(request):
        return web.Response(text="neigh", status=418)

    url = await serve(teapot)
    assert (await once("http", url, path="/x")).why == "/x answered 418 instead of 200."
    assert (await once("http", url, path="/x", status=418)).outcome == "ok"
    assert (await once("http", url, path="/x", status=418, contains="moo")).why == "/x does not say “moo”."


@pytest.mark.parametrize(
    ("probe", "arguments"),
    [
        ("gallop", {}),
        ("price", {"mss": 3}),
        ("price", {"ms": -1}),
        ("http", {}),
        ("http", {"path": "no slash"}),
        ("sql", {}),
        ("sql", {"query": "SELECT 1"}),
    ],
)
async def test_what_the_probe_itself_cannot_do_is_an_error_and_never_raised(probe, arguments):
    reading = await once(probe, "http://127.0.0.1:9", **arguments)
    assert reading.outcome == "error"
    assert reading.why


async def test_an_address_that_is_none_is_an_error():
    assert (await once("price", "http://[nowhere")).outcome == "error"


@pytest.mark.engine
class TestARealShop:
    """On the shared sandbox, through the host's gateway."""

    @pytest.fixture
    def url(self, sandbox):
        return f"http://127.0.0.1:{sandbox.shop_port()}"

    def look(self, sandbox, url, probe, **arguments):
        return read_probe_now(use(probe, **arguments), base_url=url, sandbox=sandbox)

    @pytest.mark.parametrize("journey", ["browse", "price", "book", "recognise"])
    def test_a_journey_goes_well_and_is_timed(self, sandbox, url, journey):
        readings = [self.look(sandbox, url, journey) for _ in range(4)]
        assert "ok" in [reading.outcome for reading in readings], readings  # one may be too late on a busy machine
        assert all(0 < reading.ms < 13_000 for reading in readings)

    def test_every_sample_is_recognised(self, sandbox, url):
        assert [self.look(sandbox, url, "recognise").outcome for _ in range(8)] == ["ok"] * 8

    def test_sql_compares_what_the_database_says(self, sandbox, url):
        many = {"query": "SELECT count(*) FROM bookings", "at_least": 100_000}
        assert self.look(sandbox, url, "sql", **many).outcome == "ok"
        assert self.look(sandbox, url, "sql", **many | {"at_least": 10**9}).outcome == "fail"
        assert self.look(sandbox, url, "sql", query="SELECT 'hay'", equal="hay").outcome == "ok"
        assert self.look(sandbox, url, "sql", query="SELECT hay").outcome == "fail"

    def test_command_wants_zero_and_the_text(self, sandbox, url):
        assert self.look(sandbox, url, "command", on="cache", run="redis-cli ping", contains="PONG").outcome == "ok"
        assert self.look(sandbox, url, "command", on="cache", run="echo no hay; false").why == "cache: no hay"

    def test_a_dead_service_fails_its_own_journey_only(self, sandbox, url):
        fault = FAULTS["process.kill"]
        call = Call(sandbox, "recognizer", fault.Arguments(service="recognizer"), "tprobe", 60.0, {})
        fault.inject(call, {})
        try:
            assert self.look(sandbox, url, "recognise").outcome == "fail"
            assert self.look(sandbox, url, "price").outcome == "ok"
        finally:
            fault.heal(call, {})
            sandbox.await_health("recognizer", 30)
