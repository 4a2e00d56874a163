"""Pages that the desk shows in a frame: with `?desk` in the address, a page of ours may be framed, by our own pages alone.

Such a page comes without masthead and colophon (base.html). Every other page is never framed (settings).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, urlsplit

from csp.constants import SELF
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.urls import reverse

IN_DESK = "desk"  # the name in the query


class FramedRequest(HttpRequest):
    """A request for a page that the desk may frame."""

    in_desk: bool


def framed_by_desk(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For views whose page is a tool of the desk. A redirect leads on to a page that is framed, too."""

    @wraps(view)
    def guarded(request: FramedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.in_desk = IN_DESK in request.GET
        response = view(request, *args, **kwargs)
        if request.in_desk:
            _let_frame(response)
        return response

    return guarded


def redirect_to_tool(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """To the tool whose page a form was sent from; within the desk, if it stands in one.

    Where the script that sends forms has not come yet, a form leads to a whole page: out of the desk it would not be framed.
    """
    came_from = urlsplit(request.headers.get("Referer", ""))
    within = IN_DESK in parse_qs(came_from.query, keep_blank_values=True)
    return HttpResponseRedirect(f"{reverse(name)}?{IN_DESK}" if within else reverse(name))


def _let_frame(response: HttpResponseBase) -> None:
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]  # as csp.decorators.csp_replace
    if isinstance(response, HttpResponseRedirectBase):
        address = urlsplit(response.headers["Location"])
        query = f"{address.query}&{IN_DESK}" if address.query else IN_DESK
        response.headers["Location"] = address._replace(query=query).geturl()
