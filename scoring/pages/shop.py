"""The team's shop as a tool: a bar above a frame of the shop's own origin, or in words why there is nothing to frame."""

import hashlib
from typing import Any

from csp.constants import SELF
from django.http import HttpResponse
from django.shortcuts import redirect, render

from gameday.access import PlayerRequest, about_player, player_required
from gameday.models import Team
from gameday.sandboxes import addresses, provisioning
from gameday.web.desk_frame import framed_by_desk


@framed_by_desk
@player_required
def shop_page(request: PlayerRequest) -> HttpResponse:
    """The whole page. htmx asks for it again when the sandbox has news: it is loaded anew if there is another thing to say."""
    team = request.player.team
    if team is None:
        return redirect("scoring:play")
    shown = _door(team, secure=request.is_secure())
    if getattr(request, "htmx", False):
        known = shown["seen"] == request.GET.get("seen")
        return HttpResponse(status=204) if known else HttpResponse(headers={"HX-Refresh": "true"})
    response = render(request, "shop/shop.html", about_player(request.player) | shown)
    if shown["framed"]:
        _allow_shop(response, shown["address"].rstrip("/"))
    return response


def _door(team: Team, *, secure: bool) -> dict[str, Any]:
    """Where the shop is, and whether a page of ours can show it: a browser puts nothing unencrypted into an encrypted page."""
    row = provisioning.sandbox_of(team)
    address = addresses.shop_url(row) if row and row.is_ready else ""
    framed = bool(address) and not (secure and address.startswith("http://"))
    about = f"{address} {framed} {row and row.state} {row and row.problem}"
    seen = hashlib.md5(about.encode(), usedforsecurity=False).hexdigest()
    return {"sandbox": row, "address": address, "framed": framed, "seen": seen}


def _allow_shop(response: HttpResponse, origin: str) -> None:
    """This page alone may frame this team's shop, and ask whether it answers."""
    response._csp_update = {"frame-src": [SELF, origin], "connect-src": [origin]}  # type: ignore[attr-defined]
