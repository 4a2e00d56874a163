"""System checks: unsafe settings are refused before anything runs. Whether each is as it may be, configuration.py has seen."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from gameday import env_file
from gameday.configuration import FIELDS
from gameday.web import built_files
from gameday.web_address import parse_web_address

INSECURE_KEYS = frozenset({"insecure-for-development-only", "change-me", "changeme", "secret"})
SHORTEST_KEY = 32
OF_COMPOSE = ("GAMEDAY_IMAGE",)


@register(Tags.security)
def shops_have_a_host_of_their_own(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Platform and shops need different hosts, or browsers would send our cookies to containers that teams control."""
    if parse_web_address(settings.PUBLIC_URL).host != settings.SHOP_HOST:
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
    if settings.DEBUG or (settings.SECRET_KEY not in INSECURE_KEYS and len(settings.SECRET_KEY) >= SHORTEST_KEY):
        return []
    return [
        Error(
            f"SECRET_KEY is one that everybody knows, or has fewer than {SHORTEST_KEY} characters: anybody can sign a session.",
            hint="Set SECRET_KEY to a long random text (`manage.py up` writes one into .env).",
            id="gameday.E002",
        )
    ]


@register
def every_setting_has_a_name_that_is_read(
    app_configs: Sequence[AppConfig] | None, **options: Any
) -> list[CheckMessage]:
    """A name that is mistyped in .env would be ignored without a word."""
    known = [*FIELDS, *OF_COMPOSE]
    unknown = [name for name in env_file.read(Path(settings.BASE_DIR) / ".env") if name.startswith(env_file.OURS)]
    return [_unread(name, known) for name in unknown if name not in known]


def _unread(name: str, known: list[str]) -> CheckMessage:
    close = get_close_matches(name, known, n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    return Warning(
        f"{name} stands in .env, and nothing reads it.",
        hint=f"{meant}docs/operating.md lists every setting.",
        id="gameday.W001",
    )


@register(Tags.staticfiles)
def scripts_and_styles_are_built(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Without the bundles a page would load dozens of files, and those of the packages not at all."""
    if built_files.bundles():
        return []
    return [
        Error(
            "The scripts and styles of the pages are not built: static/built is empty.",
            hint="Run `bin/setup run`, which builds them (or `npm ci && npm run build`).",
            id="gameday.E003",
        )
    ]
