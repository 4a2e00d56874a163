"""An address of the web as a person writes it, taken apart and in the one form that browsers use. Imports no Django."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

USUAL_PORTS = {"http": 80, "https": 443}
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"({LABEL}\.)*{LABEL}")
PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True)
class WebAddress:
    """`host` stands as in an address (IPv6 in brackets). `port` is 0 where it is the scheme's usual one.

    `prefix` is what the paths of all pages begin with: "" or "/some/path", without a slash at its end.
    """

    scheme: str
    host: str
    port: int = 0
    prefix: str = ""

    @property
    def authority(self) -> str:
        """What a browser sends as Host."""
        return f"{self.host}:{self.port}" if self.port else self.host

    @property
    def origin(self) -> str:
        """What a browser sends as Origin."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.prefix


def parse_web_address(text: str) -> WebAddress:
    """Read http://host:port/prefix/. Raises ValueError."""
    parts = urlsplit(text.strip())
    prefix = parts.path.rstrip("/")
    if parts.scheme not in USUAL_PORTS or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(text)
    if not PREFIX.fullmatch(prefix) or {".", ".."} & set(prefix.split("/")) or parts.port == 0:
        raise ValueError(text)
    port = parts.port or 0
    port = 0 if port == USUAL_PORTS[parts.scheme] else port
    return WebAddress(parts.scheme, parse_host(parts.hostname or ""), port, prefix)


def parse_host(text: str) -> str:
    """A host name or IP address as it stands in an address. Raises ValueError."""
    literal = text.strip().removeprefix("[").removesuffix("]")
    try:
        address = ip_address(literal)
    except ValueError:
        return _name(text.strip())
    if address.is_unspecified or (isinstance(address, IPv6Address) and address.scope_id):
        raise ValueError(text)  # one can listen there, but no browser can open it
    return f"[{address}]" if isinstance(address, IPv6Address) else str(address)


def _name(text: str) -> str:
    """A browser reads a name whose last part is a number, like 127.1, as an IPv4 address."""
    name = text.lower().removesuffix(".").encode("idna").decode()
    if not NAME.fullmatch(name) or name.rpartition(".")[2].isdigit():
        raise ValueError(text)
    return name
