"""What the pipeline asks before it lets a storefront out: the customers' journeys, without a database."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from storefront import settings
from storefront.application import create_app
from storefront.database import Pool, Unavailable

from .fakes import shop

LATER = (date.today() + timedelta(days=90)).isoformat()
WISH = {"unicorn": 1, "customer": "Ada Crumpet", "starts_on": LATER, "days": 2}


@pytest.fixture
def opened(tmp_path):
    return shop(tmp_path)


@pytest.fixture
def client(opened):
    return create_app(opened).test_client()


def test_the_catalogue_shows_the_herd_even_when_the_cache_is_down(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "Waffles the Punctual" in page.text
    assert page.headers["X-Release"]


def test_names_are_escaped(client):
    assert "Nebula &lt;b&gt;" in client.get("/unicorns?breed=ember").text


@pytest.mark.parametrize(("lines", "colour"), [("Goats\n#e4572e\n", "#e4572e"), ("Goats\nred;} body{\n", "#8a4fff")])
def test_the_shop_may_change_hands_and_only_a_colour_is_a_colour(tmp_path, lines, colour):
    (tmp_path / "team").write_text(lines)
    assert settings.team(tmp_path / "team") == settings.Team("Goats", colour)


def test_an_unknown_breed_is_not_found(client):
    assert client.get("/unicorns?breed=donkey").status_code == 404


def test_a_page_number_must_be_a_number(client):
    assert client.get("/unicorns?page=last").status_code == 422


def test_a_unicorn_has_a_page_and_a_picture(client):
    assert "Basement Two" in client.get("/unicorns/1").text
    assert client.get("/pictures/tuxedo/1.svg").text.startswith("<svg")
    assert client.get("/unicorns/77").status_code == 404


def test_the_quoted_price_is_the_booked_price(client):
    quoted = client.get("/api/price?unicorn=2&days=3").json
    assert quoted == {"unicorn": 2, "days": 3, "price_cents": 23100}
    booked = client.post("/api/bookings", json={**WISH, "unicorn": 2, "days": 3})
    assert (booked.status_code, booked.json["price_cents"]) == (201, 23100)


def test_a_unicorn_cannot_be_in_two_places(client):
    assert client.post("/api/bookings", json=WISH).status_code == 201
    second = client.post("/api/bookings", json={**WISH, "customer": "Ivor Quill"})
    assert second.status_code == 409
    assert "already promised" in second.json["error"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("days", 0), ("days", 15), ("days", "two"), ("customer", ""), ("customer", "x" * 81), ("customer", "a\nb"), ("starts_on", "soon"),
     ("starts_on", "1999-01-01"), ("unicorn", 77), ("unicorn", None)],
)  # fmt: skip
def test_a_bad_wish_is_refused_and_the_field_is_named(client, opened, field, value):
    answer = client.post("/api/bookings", json={**WISH, field: value})
    assert answer.status_code == 422
    assert field in answer.json["error"]
    assert opened.stable.booked == []


def test_a_booking_without_json_is_refused(client):
    assert client.post("/api/bookings", data="hello").status_code == 422


def test_a_booking_leaves_a_contract_and_a_line_in_the_journal(client, opened):
    number = client.post("/api/bookings", json=WISH).json["booking"]
    line = json.loads(opened.settings.shop.journal.read_text())
    assert (line["booking"], line["customer"], line["starts_on"]) == (number, "Ada Crumpet", LATER)
    assert len(list(opened.settings.shop.spool.glob("contract-*"))) == 1


def test_a_customer_is_charged_what_was_booked(client, opened):
    price = client.post("/api/bookings", json=WISH).json["price_cents"]
    assert opened.till.charged == [("Ada Crumpet", price)]


def test_nothing_is_booked_when_the_contract_cannot_be_written(client, opened):
    opened.settings.shop.spool.write_text("a file where the folder should be")
    assert client.post("/api/bookings", json=WISH).status_code == 503
    assert opened.stable.booked == []


def test_customers_see_their_bookings(client):
    assert client.post("/bookings", data=WISH).status_code == 303
    assert "Waffles the Punctual" in client.get("/bookings?customer=Ada Crumpet").text
    assert client.get("/api/bookings?customer=Ada Crumpet").json["bookings"][0]["starts_on"] == LATER


def test_a_picture_is_recognised(client):
    answer = client.post("/recognise", data={"picture": (BytesIO(b"\x89PNG..."), "u.png")}, headers={"Accept": "application/json"})
    assert answer.json == {"breed": "tuxedo", "confidence": 0.97}
    assert "97 % sure" in client.post("/recognise", data={"picture": (BytesIO(b"\x89PNG..."), "u.png")}).text


def test_text_is_not_a_picture_and_nothing_is_kept(client, opened):
    assert client.post("/recognise", data={"picture": (BytesIO(b"neigh"), "u.png")}).status_code == 415
    assert list(opened.settings.shop.spool.glob("upload-*")) == []


def test_no_picture_and_a_huge_picture_are_refused(client):
    assert client.post("/recognise").status_code == 422
    assert client.post("/recognise", data={"picture": (BytesIO(b"x" * 2_097_153), "u.png")}).status_code == 413


def test_a_database_that_is_away_is_named_as_such(opened):
    with pytest.raises(Unavailable), Pool(opened.settings.database).cursor():
        pass


def test_a_pool_with_nothing_free_says_so(opened):
    pool = Pool(opened.settings.database)
    pool._slots.acquire()
    with pytest.raises(Unavailable, match="no database connection was free"), pool.cursor():
        pass
