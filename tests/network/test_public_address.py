"""Open to other machines, but under a name that leads each of them to itself: said wherever one looks."""

import socket

import pytest
from django.urls import reverse

from gameday.network import machine, public_address
from gameday.operations import doctor
from tests.making import make_gameday, make_player, make_team
from tests.reading import read_page

LAN = "192.168.7.5"


@pytest.fixture
def opened(settings, monkeypatch):
    """`manage.py up --host 0.0.0.0` on a machine in a network, and nothing else said."""
    monkeypatch.setattr(machine, "lan_addresses", lambda: [LAN, "10.9.9.9"])
    settings.SHOP_BIND = "127.0.0.1"
    settings.WEB_BIND, settings.PUBLIC_URL, settings.SHOP_HOST = "0.0.0.0", "http://localhost:8000", "127.0.0.1"
    settings.BEHIND_GATEWAY = False
    return settings


@pytest.mark.parametrize(
    "name", ["localhost", "a.localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "0.0.0.0"]
)
def test_these_names_lead_each_machine_to_itself(name):
    assert machine.leads_to_itself(name)


@pytest.mark.parametrize("name", ["gameday.example", LAN, "localhost.example", "2001:db8::1", "lan-name"])
def test_these_names_lead_here(name):
    assert not machine.leads_to_itself(name)


@pytest.mark.parametrize(
    ("bind", "open_"),
    [("0.0.0.0", True), ("::", True), (LAN, True), ("127.0.0.1", False), ("127.0.0.2", False), ("::1", False)],
)
def test_which_addresses_let_others_in(bind, open_):
    assert machine.listens_for_others(bind) is open_


def test_the_addresses_of_this_machine_are_such_that_it_could_listen_on_them():
    for address in machine.lan_addresses():
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as listener:
            listener.bind((address, 0))
        assert not machine.leads_to_itself(address)


def test_a_platform_for_this_machine_alone_lacks_nothing(opened):
    opened.WEB_BIND = "127.0.0.1"
    assert public_address.unreachable_for_others() == []


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", LAN])
def test_an_open_platform_that_calls_itself_localhost_names_the_machines_addresses(opened, bind):
    opened.WEB_BIND = bind
    first, second = public_address.unreachable_for_others()
    assert "calls itself http://localhost:8000" in first
    assert "http://192.168.7.5:8000, http://10.9.9.9:8000" in first
    assert "GAMEDAY_PUBLIC_URL" in first
    assert "GAMEDAY_SHOP_HOST" in second


def test_in_a_container_no_address_is_named_that_is_none_of_the_machine(opened):
    opened.BEHIND_GATEWAY = True
    first = public_address.unreachable_for_others()[0]
    assert "leads to this machine (its address in your network) and" in first


def test_shops_that_only_this_machine_can_open_are_said_behind_a_proxy_too(opened):
    opened.WEB_BIND, opened.PUBLIC_URL = "127.0.0.1", "https://gameday.example"
    assert ["GAMEDAY_SHOP_HOST" in problem for problem in public_address.unreachable_for_others()] == [True]
    opened.SHOP_HOST = "shops.example"
    assert ["GAMEDAY_SHOP_BIND" in problem for problem in public_address.unreachable_for_others()] == [True]
    opened.SHOP_BIND = "0.0.0.0"
    assert public_address.unreachable_for_others() == []


@pytest.mark.django_db
def test_it_stands_beside_the_qr_code_in_the_lobby_and_in_the_admin(opened, client, admin_client):
    team = make_team(make_gameday(state="lobby"))
    client.get(reverse("gameday:seat", args=[make_player(team).token]))
    pages = [
        client.get(reverse("scoring:board-screen", args=[team.gameday.slug])),
        client.get(reverse("scoring:play")),
        admin_client.get(reverse("admin:index")),
        admin_client.get(reverse("admin:gameday_gameday_change", args=[team.gameday.pk])),
    ]
    assert [read_page(page).count("http://192.168.7.5:8000") for page in pages] == [1, 1, 1, 1]


@pytest.mark.django_db
def test_nothing_stands_there_when_all_is_well(client, admin_client):
    team = make_team(make_gameday(state="lobby"))
    assert "calls itself" not in read_page(client.get(reverse("scoring:board-screen", args=[team.gameday.slug])))
    assert "calls itself" not in read_page(admin_client.get(reverse("admin:index")))


def test_the_doctor_misses_the_name_of_the_proxy_that_speaks_tls(settings):
    settings.PUBLIC_URL, settings.TRUSTED_PROXIES = "http://gameday.example", []
    assert list(doctor._proxy()) == []
    settings.PUBLIC_URL = "https://gameday.example"
    (found,) = doctor._proxy()
    assert (found.fine, found.needed, "GAMEDAY_TRUSTED_PROXIES" in found.text) == (False, False, True)
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    (found,) = doctor._proxy()
    assert (found.fine, found.text) == (True, "what a proxy at 127.0.0.1 says of a client is believed")


@pytest.mark.django_db
def test_the_doctor_says_it_as_a_note(opened):
    found = list(doctor._others())
    assert [(finding.fine, finding.needed) for finding in found] == [(False, False), (False, False)]
    assert "http://192.168.7.5:8000" in found[0].text
    opened.WEB_BIND = "127.0.0.1"
    assert [finding.fine for finding in doctor._others()] == [True]
