"""The facilitators' sign-in, with django-axes: passwords cannot be guessed in a loop, and no guest locks a facilitator out.

Wrong passwords are counted by name and address. From the tenth on each one makes that name wait at that address, twice as
long as the one before. In a room guests and facilitators have one address, so a browser in which that facilitator has
signed in before carries a signed cookie and is counted by itself. `manage.py facilitator unlock` ends every waiting.
"""

import hashlib
import math
import secrets
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gameday import access
from gameday.background import rate_limit

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
KNOWN_FOR = timedelta(days=365)
KNOWN_RATE = "10 per 10 minutes"  # passwords that a browser may try whose facilitator we know


class PasswordGuard(AxesDatabaseHandler):
    """Counts as django-axes does, but locks for a pause that grows, and not for the whole time that it remembers."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return self.seconds_locked(request, credentials) > 0

    def seconds_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Seconds until that name may be tried again from that address; 0 where it may now."""
        (attempts,) = self.get_user_attempts(request, credentials)
        found = attempts.aggregate(wrong=Sum("failures_since_start"), last=Max("attempt_time"))
        over = (found["wrong"] or 0) - settings.AXES_FAILURE_LIMIT
        if over < 0:
            return 0
        pause = min(FIRST_PAUSE * 2 ** min(over, 10), LONGEST_PAUSE)
        return max(math.ceil((found["last"] + pause - request.axes_attempt_time).total_seconds()), 0)


def is_known_browser(request: Any, credentials: dict[str, Any] | None) -> bool:
    """For AXES_WHITELIST_CALLABLE: whether this facilitator has signed in here before, and may try again.

    It is asked several times about one try, and counts it once.
    """
    if not hasattr(request, "known_browser"):
        username = get_client_username(request, credentials) or ""
        browser = request.get_signed_cookie(_cookie(username), "", salt=username, max_age=KNOWN_FOR)
        request.known_browser = bool(browser) and not rate_limit.seconds_to_wait("sign-in", browser, KNOWN_RATE)
    return request.known_browser


def remember_browser(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the browser of a facilitator who has signed in the cookie by which we know it the next time."""
    if access.may_look(request.user):
        username = request.user.get_username()
        response.set_signed_cookie(
            _cookie(username),
            secrets.token_urlsafe(12),
            salt=username,
            max_age=KNOWN_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def tell_locked(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """For AXES_LOCKOUT_CALLABLE: the page that says how long to wait, and the ways out."""
    seconds = max(PasswordGuard().seconds_locked(request, credentials), 1)
    shown = {"seconds": seconds, "name": get_client_username(request, credentials), "back": reverse("admin:login")}
    answer = render(request, "sign_in_locked.html", shown, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


def unlock_facilitator(username: str) -> int:
    """Forget the wrong passwords for a name, from wherever they came. Returns how many entries that were."""
    return int(AxesProxyHandler.reset_attempts(username=username))


def _cookie(username: str) -> str:
    return f"{settings.INSTALLATION}_known_{hashlib.sha256(username.encode()).hexdigest()[:12]}"
