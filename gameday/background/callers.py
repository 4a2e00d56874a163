"""Who asks a web process for something, known before anything is looked up: by the cookie of a page that was answered before.

Not who somebody is allowed to be (that is access.py's), only with whom they share places in a waiting line.
"""

import ipaddress
from collections import OrderedDict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, parse_cookie

from gameday.background.waiting_line import Caller

MOST_KNOWN = 10_000  # browsers
HOME_NETWORK = 64  # bits: one household, or one machine, has all IPv6 addresses of such a network

_groups: OrderedDict[str, str] = OrderedDict()  # session -> group


def remember_caller(request: HttpRequest, group: str) -> None:
    """A page has found out whose browser this is: from now on it shares places with `group` alone."""
    if session := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        _groups[session] = group
        _groups.move_to_end(session)
        if len(_groups) > MOST_KNOWN:
            _groups.popitem(last=False)


def caller_of(scope: dict[str, Any]) -> Caller:
    """The caller of an ASGI request. Who is not known is one of the strangers of their address: cookies can be made up."""
    session = session_of(scope)
    if group := _groups.get(session):
        return Caller(group, session)
    address = _network_of((scope.get("client") or ("", 0))[0])
    return Caller(f"strangers at {address}", f"strangers at {address}")


def session_of(scope: dict[str, Any]) -> str:
    """The key of the browser's session, as its cookie says; "" where there is none."""
    cookies = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    return parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME, "")


def _network_of(address: str) -> str:
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], HOME_NETWORK), strict=False))
    except ValueError:
        return address
