"""System checks: unsafe settings are refused before anything runs."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

INSECURE_KEYS = frozenset({"insecure-for-development-only", "change-me", "changeme", "secret"})
PAGES_AT_ONCE = (2, 64)


@register(Tags.security)
def shops_have_a_host_of_their_own(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Platform and shops need different hosts, or browsers would send our cookies to containers that teams control."""
    platform = urlsplit(settings.PUBLIC_URL).hostname
    if platform and platform != settings.SHOP_HOST.lower():
        return []
    return [
        Error(
            f"Platform and shops are both opened at “{settings.SHOP_HOST}”: a team's shop would get all cookies.",
            hint="Give GAMEDAY_PUBLIC_URL and GAMEDAY_SHOP_HOST two different names (localhost and 127.0.0.1 will do).",
            id="gameday.E001",
        )
    ]


@register(Tags.security)
def the_key_is_a_secret(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.SECRET_KEY not in INSECURE_KEYS:
        return []
    return [
        Error(
            "SECRET_KEY is the one that stands in the source, so anybody can sign a session.",
            hint="Set SECRET_KEY to a long random text (`manage.py up` writes one into .env).",
            id="gameday.E002",
        )
    ]


@register()
def pages_have_places(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Each page at once needs a connection to PostgreSQL; with one place alone a slow page would stop all others."""
    least, most = PAGES_AT_ONCE
    if least <= settings.PAGES_AT_ONCE <= most:
        return []
    return [
        Error(
            f"GAMEDAY_PAGES_AT_ONCE is {settings.PAGES_AT_ONCE}, which is not between {least} and {most}.",
            hint="Leave it out (8 pages at once), or lower it where PostgreSQL allows few connections: `manage.py doctor` counts.",
            id="gameday.E004",
        )
    ]
