"""What is refused for its address: pages under another name of the machine, and sockets of another site's page.

Cookies belong to one name, and a socket opens only for a page of its own origin: elsewhere half a platform would answer.
"""

from typing import Any
from urllib.parse import urlsplit

import structlog
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from gameday.network import machine, public_address

log = structlog.get_logger(__name__)

HEALTH = ("/healthz", "/readyz")  # asked for under whatever name a monitor knows
METRICS = "/metrics"
READING = ("GET", "HEAD")
CAN_ANSWER = "websocket.http.response"  # a server's extension: it answers a handshake with a page
FORBIDDEN, WRONG_ADDRESS = 403, 4403


# Pages ---------------------------------------------------------------------------------------------------------------


class LeadToPublicAddress(MiddlewareMixin):
    """Under a name that is not ours one gets a page that leads to the same path at PUBLIC_URL."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if _is_for_monitors(request):
            request.META["HTTP_HOST"] = urlsplit(settings.PUBLIC_URL).netloc  # the next middleware asks for it too
        try:
            request.get_host()
        except DisallowedHost:
            return _lead(request)
        return None


def _is_for_monitors(request: HttpRequest) -> bool:
    """A program that asks how we are: a page that leads elsewhere is no use to it. No other site's page can send a token."""
    name = split_domain_port(request.META.get("HTTP_HOST", ""))[0]
    reads_figures = machine.leads_to_itself(name) or "Authorization" in request.headers
    return request.path_info in HEALTH or (request.path_info == METRICS and reads_figures)


def _lead(request: HttpRequest) -> HttpResponse:
    """No redirect: nothing that the request named is followed, and its path only becomes a path below PUBLIC_URL."""
    path = request.get_full_path_info() if request.method in READING else "/"
    about = {"public_url": settings.PUBLIC_URL, "right_url": public_address.at_public_address(path)}
    return render(request, "wrong_address.html", about, status=400)


# Sockets -------------------------------------------------------------------------------------------------------------


class OwnOrigin(OriginValidator):
    """A socket opens for our own pages: scheme, host and port are PUBLIC_URL's or one of CSRF_TRUSTED_ORIGINS."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, [])

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        if self.valid_origin(urlsplit(origin)):
            return await self.application(scope, receive, send)
        log.warning("socket_of_another_address", origin=origin[:200], path=scope["path"], ours=settings.PUBLIC_URL)
        return await _refuse(scope, receive, send)

    def valid_origin(self, parsed_origin: Any) -> bool:
        # Django writes all subdomains as https://*.example.com, Channels as https://.example.com
        self.allowed_origins = [each.replace("://*.", "://.") for each in public_address.served_origins()]
        try:
            return bool(super().valid_origin(parsed_origin))
        except ValueError:  # a port that is none
            return False


async def _refuse(scope: Any, receive: Any, send: Any) -> None:
    """Before the handshake: with a sentence where the server can send one."""
    await receive()
    if CAN_ANSWER not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": WRONG_ADDRESS})
        return
    sentence = f"Sockets open for pages at {settings.PUBLIC_URL} alone (GAMEDAY_PUBLIC_URL, CSRF_TRUSTED_ORIGINS).\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": f"{CAN_ANSWER}.start", "status": FORBIDDEN, "headers": headers})
    await send({"type": f"{CAN_ANSWER}.body", "body": sentence.encode()})
