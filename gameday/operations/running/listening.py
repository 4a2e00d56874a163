"""Where the web server of a run listens (`--host`), and under which names it is reached from there."""

from dataclasses import dataclass

from gameday.web_address import parse_host

EVERYWHERE = {"0.0.0.0": ("0.0.0.0",), "::": ("0.0.0.0", "::")}


@dataclass(frozen=True)
class ListeningPlace:
    """`host` is an address or a name of this machine; 0.0.0.0 is all of its addresses, :: those of IPv6 too."""

    host: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """What has to be free."""
        return EVERYWHERE.get(self.host, (self.host,))

    @property
    def public_host(self) -> str:
        """The name that browsers of this machine use, as it stands in an address. Raises OSError where there is none."""
        if self.host in ("127.0.0.1", *EVERYWHERE):
            return "localhost"
        try:
            return parse_host(self.host)
        except ValueError as error:
            raise OSError(
                f"No browser can open {self.host}. Name another address of this machine by --host, or 0.0.0.0 for all."
            ) from error

    @property
    def local_host(self) -> str:
        """Where this machine reaches it, whatever its browsers call it."""
        return "127.0.0.1" if self.host in EVERYWHERE else self.public_host
