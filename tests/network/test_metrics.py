"""/metrics: for this machine, or with the token; anybody else reads no figures."""

import pytest
from django.test import Client

KNOCK = "192.168.7.9"


def read(client: Client | None = None, **about):
    return (client or Client()).get("/metrics", **about)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_this_machine_reads_the_figures(address):
    answer = read(REMOTE_ADDR=address)
    assert answer.status_code == 200
    assert b"django_http_requests_total" in answer.content
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", [KNOCK, "2001:db8::9", "", "hay"])
def test_another_machine_reads_none_and_is_told_how(address):
    answer = read(REMOTE_ADDR=address)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert b"GAMEDAY_METRICS_TOKEN" in answer.content
    assert b"django_" not in answer.content


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_a_proxy_on_this_machine_that_nobody_named_opens_no_way_in(header):
    assert read(Client(headers={header: KNOCK})).status_code == 401


@pytest.mark.parametrize(
    ("sent", "status"), [("Bearer oats", 200), ("bearer oats", 200), ("Bearer hay", 401), ("oats", 401), ("", 401)]
)
def test_another_machine_reads_them_with_the_token(settings, sent, status):
    settings.METRICS_TOKEN = "oats"
    assert read(Client(headers={"Authorization": sent}), REMOTE_ADDR=KNOCK).status_code == status


def test_no_token_is_none_that_fits_an_empty_one(settings):
    settings.METRICS_TOKEN = ""
    assert read(Client(headers={"Authorization": "Bearer "}), REMOTE_ADDR=KNOCK).status_code == 401
