"""Another name of the machine: a page leads to the right address, a socket refuses, and nothing is half there."""

import pytest
from django.test import Client

from tests.reading import read_page

OURS = "https://gameday.example:8443"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = OURS, ["gameday.example"]


def ask(path: str, host: str, method: str = "get"):
    return getattr(Client(headers={"host": host}), method)(path)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "192.168.7.5", "lan-name", "localhost:8000", "[::1]:8000"])
def test_under_another_name_one_is_led_to_the_same_page_at_the_right_address(host):
    page = ask("/join/hay-1234/?again=1&x=y", host)
    assert page.status_code == 400
    assert f'href="{OURS}/join/hay-1234/?again=1&amp;x=y"' in read_page(page)
    assert "GAMEDAY_PUBLIC_URL" in read_page(page)


def test_nothing_that_was_asked_for_leads_away_or_becomes_markup():
    for path in ("//evil.example/x", "/@evil.example/", '/"><script>alert(1)</script>'):
        shown = read_page(ask(path, "evil.example"))
        assert "<script" not in shown
        assert f'href="{OURS}/' in shown
        assert 'href="//' not in shown
    for host in ("evil.example", '"><b>', "a b", "", "@"):
        page = ask("/", host)
        assert (page.status_code, page.headers.get("Location")) == (400, None)
        assert "evil.example" not in read_page(page)
        assert f'href="{OURS}/"' in read_page(page)


def test_what_was_sent_there_is_not_done_and_leads_to_the_front_door():
    assert f'href="{OURS}/"' in read_page(ask("/admin/logout/", "127.0.0.1", method="post"))


def test_the_page_keeps_to_the_rules_for_content_and_frames():
    page = ask("/", "127.0.0.1")
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_it_speaks_the_readers_language():
    page = Client(headers={"host": "127.0.0.1", "accept-language": "fr"}).get("/")
    assert '<html lang="fr">' in read_page(page)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_monitor_may_knock_by_any_name(path):
    assert ask(path, "10.1.2.3:8000").status_code == 200


def test_figures_are_read_by_loopback_names_but_not_through_a_foreign_name():
    assert ask("/metrics", "127.0.0.1:8000").status_code == 200
    assert ask("/metrics", "localhost:8000").status_code == 200
    assert ask("/metrics", "evil.example").status_code == 400


def test_figures_are_read_by_whatever_name_with_the_token(settings):
    settings.METRICS_TOKEN = "oats"
    answers = [Client(headers={"host": "web:8000", "Authorization": f"Bearer {token}"}) for token in ("oats", "hay")]
    assert [client.get("/metrics", REMOTE_ADDR="172.18.0.5").status_code for client in answers] == [200, 401]


@pytest.mark.django_db
def test_at_the_right_address_pages_are_as_ever():
    assert ask("/rules/", "gameday.example:8443").status_code == 200
