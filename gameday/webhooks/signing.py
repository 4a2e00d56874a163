"""How a receiver knows that a post is ours, and of now: HMAC-SHA256 over the moment and the body."""

import hashlib
import hmac
import secrets
from datetime import datetime

HEADER = "X-Gameday-Signature"


def new_secret() -> str:
    """For one webhook. Who knows it can write in our name."""
    return secrets.token_urlsafe(32)


def signature(secret: str, body: bytes, now: datetime) -> str:
    """`t=SECONDS,v1=HEX`: the hexadecimal HMAC-SHA256, by the secret, of `SECONDS.BODY`."""
    moment = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
