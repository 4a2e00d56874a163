"""Tokens with which a program reads results, as the facilitator who made it. The token itself is shown once and never kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from gameday.access import may_control
from scoring.models import ResultsToken

PREFIX = "gameday_"
SEEN_EVERY = timedelta(minutes=1)  # so often at most it is written down that a token was used


def fill_token(row: ResultsToken, user: AbstractBaseUser | AnonymousUser) -> str:
    """Make a new token of this facilitator. Only its digest goes into the row, which the caller saves."""
    token = PREFIX + secrets.token_urlsafe(32)
    assert user.pk, "somebody who has signed in"
    row.user_id, row.digest, row.made_at = user.pk, _digest(token), timezone.now()
    return token


def may_read_results(request: HttpRequest, now: datetime) -> bool:
    """Whether it comes with the token of somebody who is a facilitator still, or from a facilitator's browser."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return may_control(request.user)
    row = ResultsToken.objects.select_related("user").filter(digest=_digest(token.strip())).first()
    if row is None or not may_control(row.user):
        return False
    if row.used_at is None or row.used_at < now - SEEN_EVERY:
        ResultsToken.objects.filter(pk=row.pk).update(used_at=now)
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
