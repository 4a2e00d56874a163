"""Whether an address or a range of ports in a host's row is one, by the rules of the settings that it stands in for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _lazy

from gameday.configuration import parse_listening_address, parse_ports
from gameday.web_address import parse_host, parse_web_address

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NO_HOST = _lazy("Give a host name or an IP address, without http:// and without a port.")


def check_host(text: str) -> None:
    _check(parse_host, text, NO_HOST)


def check_shop_host(text: str) -> None:
    """Never the platform's own: a browser would hand its cookies to shops, which teams control."""
    check_host(text)
    if parse_host(text) == parse_web_address(settings.PUBLIC_URL).host:
        raise ValidationError(
            _lazy("The platform itself is opened at that name: a team's shop would get all cookies. Give another one.")
        )


def check_listening(text: str) -> None:
    _check(parse_listening_address, text, _lazy("Give an IP address of that machine, or 0.0.0.0 for all of them."))


def check_ports(text: str) -> None:
    _check(
        parse_ports, text, _lazy("Give the first and the last of a range of ports from 1024 to 65535, as 9100-9499.")
    )


def _check(parse: Callable[[str], object], text: str, otherwise: "_StrPromise") -> None:
    try:
        parse(text)
    except ValueError as error:
        raise ValidationError(otherwise) from error
