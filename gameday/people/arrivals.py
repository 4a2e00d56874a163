"""How fast people may join. A room that opens the link at the same moment gets in; a loop does not.

Everybody in such a room may have one address, and a person with a new cookie is a new browser to us. So a browser may try
a few times, and an address as often as a room needs. How many get in at all is bounded by the seats (admission.py).
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from gameday.background import rate_limit
from gameday.models import GameDay

BROWSER_RATE = "8 per minute"
ADDRESS_RATE = "100 per minute"  # sixty people behind one address, and those of them who press twice
NETWORK_BITS = 64  # of an IPv6 address that say whose it is: the rest its owner may choose


def seconds_to_wait(gameday: GameDay, request: HttpRequest) -> int:
    """Seconds until this browser may try to join again; 0 where it may now, which is counted."""
    browser = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")[:64]
    if browser and (seconds := rate_limit.seconds_to_wait("join", f"{gameday.pk}:{browser}", BROWSER_RATE)):
        return seconds
    return rate_limit.seconds_to_wait("join-from", f"{gameday.pk}:{network_of(request)}", ADDRESS_RATE)


def network_of(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the network of an IPv6 address."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a Unix socket has none
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, NETWORK_BITS), strict=False))
