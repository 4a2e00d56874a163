"""The platform's own address (PUBLIC_URL): what belongs to it, and whether other machines can reach what it names."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from gameday.network import machine


def served_origins() -> list[str]:
    """What a page of ours may be opened at: scheme, host and port of PUBLIC_URL, and CSRF_TRUSTED_ORIGINS."""
    return [settings.PUBLIC_URL, *settings.CSRF_TRUSTED_ORIGINS]


def at_public_address(path: str) -> str:
    """The same page at the right address. `path` comes from a request, so it is never anything but a path."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/{path.lstrip('/')}"


def unreachable_for_others() -> list[str]:
    """What other machines cannot reach although the platform is open to them, a sentence each with what to do.

    The one place that decides it: terminal, doctor and admin show what it says, the lobby what it says of links.
    """
    return [problem for problem in (problem_of_links(), problem_of_shops()) if problem]


def problem_of_links() -> str:
    """Why a join link or QR code leads other machines nowhere; empty where it does not, or is for this machine alone."""
    if not machine.leads_to_itself(_host()) or not machine.listens_for_others(settings.WEB_BIND):
        return ""
    urls = ", ".join(_lan_urls()) or _("its address in your network")
    return _(
        "Gameday is open to other machines but calls itself {url}: join links and QR codes lead each phone to itself. "
        "Set GAMEDAY_PUBLIC_URL to what leads to this machine ({urls}) and start again."
    ).format(url=settings.PUBLIC_URL, urls=urls)


def problem_of_shops() -> str:
    """Why other machines cannot open a shop; empty where they can, or where the platform is for this machine alone."""
    if machine.leads_to_itself(_host()) and not machine.listens_for_others(settings.WEB_BIND):
        return ""
    if machine.leads_to_itself(settings.SHOP_HOST):
        return _(
            "Other machines look for the shops on themselves, at {shops}. Set GAMEDAY_SHOP_HOST to another name or "
            "address of this machine than GAMEDAY_PUBLIC_URL has, and start again."
        ).format(shops=settings.SHOP_HOST)
    if not machine.listens_for_others(settings.SHOP_BIND):
        return _("The shops are closed to other machines. Set GAMEDAY_SHOP_BIND=0.0.0.0 and start again.")
    return ""


def _host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def _lan_urls() -> list[str]:
    """PUBLIC_URL with each address of this machine. In a container nobody knows them."""
    if settings.BEHIND_GATEWAY:
        return []
    parts = urlsplit(settings.PUBLIC_URL)
    port = f":{parts.port}" if parts.port else ""
    hosts = (f"[{address}]" if ":" in address else address for address in machine.lan_addresses())
    return [parts._replace(netloc=host + port).geturl() for host in hosts]
