"""Who shares places with whom: teams with nobody, strangers with those of their address."""

import pytest
from django.conf import settings
from django.http import HttpRequest

from gameday.background import callers
from gameday.background.callers import caller_of, remember_caller


@pytest.fixture(autouse=True)
def nobody_is_known():
    callers._groups.clear()
    yield
    callers._groups.clear()


def scope_of(session: str = "", address: str = "10.0.0.1") -> dict:
    cookie = f"theme=dark; {settings.SESSION_COOKIE_NAME}={session}".encode()
    return {"client": (address, 1234), "headers": [(b"cookie", cookie)] if session else []}


def remember(session: str, group: str) -> None:
    request = HttpRequest()
    request.COOKIES[settings.SESSION_COOKIE_NAME] = session
    remember_caller(request, group)


def test_browsers_of_one_team_share_and_take_turns_as_persons():
    remember("ada", "team 1")
    remember("bo", "team 1")
    ada, bo = caller_of(scope_of("ada")), caller_of(scope_of("bo", "10.0.0.2"))
    assert (ada.group, bo.group) == ("team 1", "team 1")
    assert ada.person != bo.person


def test_made_up_cookies_make_nobody_another_caller():
    assert caller_of(scope_of("one")) == caller_of(scope_of("two")) == caller_of(scope_of())


def test_strangers_at_other_addresses_are_other_callers():
    assert caller_of(scope_of()) != caller_of(scope_of(address="10.0.0.2"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "", True),
        ("not:an:address", "not:an:address", True),
    ],
)
def test_one_machine_has_a_whole_ipv6_network_and_is_one_caller(one, other, same):
    assert (caller_of(scope_of(address=one)) == caller_of(scope_of(address=other))) is same


def test_a_server_that_names_no_client_is_served():
    assert caller_of({"headers": []}).group == "strangers at "


def test_the_longest_unseen_browser_is_forgotten(monkeypatch):
    monkeypatch.setattr(callers, "MOST_KNOWN", 2)
    for session in ("ada", "bo", "ada", "cy"):
        remember(session, f"team of {session}")
    assert [caller_of(scope_of(session)).group[:4] for session in ("ada", "bo", "cy")] == ["team", "stra", "team"]
