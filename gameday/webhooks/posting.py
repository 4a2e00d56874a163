"""One post to another system, and what it answers. It never reaches the platform's own network, and never takes long.

The address is judged where the connection is made, after its name was looked up: a name cannot mean one place when it is
asked about and another one when it is used. A redirection is not followed.
"""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from typing import Any

import aiohttp
from django.conf import settings
from django.utils.translation import gettext as _

PATIENCE = 10.0  # seconds, from the look-up of the name to the end of the answer
MOST_READ = 2000  # bytes of an answer
MOST_SAID = 200  # characters of it that are kept
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class PostAnswer:
    """What came of a post. `refused`: it leads where nothing is posted, so trying again changes nothing."""

    ok: bool
    said: str
    refused: bool = False


class _RefusedAddress(OSError):
    """An address of the platform's own network."""


def is_outside(address: str) -> bool:
    """Whether something may be posted to this IP address: one of the internet, or inside where a setting allows it."""
    found = _true_address(ipaddress.ip_address(address.partition("%")[0]))
    if found.is_link_local or found.is_multicast or found.is_unspecified:
        return False  # no setting allows that: clouds keep their keys at such addresses
    return found.is_global or settings.WEBHOOKS_INSIDE


def _true_address(found: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, where it does."""
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None) or found


def post(url: str, body: bytes, headers: dict[str, str], *, patience: float = PATIENCE) -> PostAnswer:
    """Post `body` and read the answer, in `patience` seconds at most. Never raises for what the other side does."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_post(url, body, headers, patience))
    finally:
        loop.close()  # asyncio.run() would wait for a name server that does not answer


async def _post(url: str, body: bytes, headers: dict[str, str], patience: float) -> PostAnswer:
    refused: list[str] = []

    def checked_socket(about: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _name, address = about
        if not is_outside(address[0]):
            refused.append(address[0])
            raise _RefusedAddress(address[0])
        found = socket.socket(family, kind, protocol)
        found.setblocking(False)
        return found

    connector = aiohttp.TCPConnector(socket_factory=checked_socket, use_dns_cache=False, force_close=True)
    limit = aiohttp.ClientTimeout(total=patience)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=limit, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.post(url, data=body, headers=headers, allow_redirects=False) as response,
        ):
            text = (await response.content.read(MOST_READ)).decode(errors="replace")
            return _told(response.status, text)
    except TimeoutError:
        return PostAnswer(False, _("No answer within {seconds:.0f} seconds.").format(seconds=patience))
    except (aiohttp.ClientError, OSError, ValueError) as error:
        if refused:
            return PostAnswer(False, _inside(refused[0]), refused=True)
        return PostAnswer(False, _("It cannot be reached: {error}").format(error=error)[:MOST_SAID])


def _inside(address: str) -> str:
    return _("It leads to {address}, which is inside the platform's own network: nothing was sent there.").format(
        address=address
    )


def _told(status: int, text: str) -> PostAnswer:
    words = " ".join(text.split())[:MOST_SAID]
    if 300 <= status < 400:
        return PostAnswer(False, _("It answers {status}, a redirection, which is not followed.").format(status=status))
    said = f"{status} {words}".strip()
    return PostAnswer(200 <= status < 300, said)
