"""What an installation is set to: the environment, then .env, read as docker-compose reads it. Empty is not set.

The one reader of such files: settings, `manage.py up` (gameday/operations/running) and, by `python -m gameday.env_file`, scripts.
"""

import os
import shlex
import sys
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

T = TypeVar("T")
Number = TypeVar("Number", int, float)
SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def read(path: Path) -> dict[str, str]:
    """What a file sets; nothing where there is no file."""
    return {name: value for name, value in dotenv_values(path).items() if value}


def fill(values: MutableMapping[str, str], path: Path) -> None:
    """Set what the file sets and these values do not."""
    values.update({name: value for name, value in read(path).items() if not values.get(name)})


# The environment, typed -----------------------------------------------------------------------------------------------


def text(name: str, default: str) -> str:
    return os.environ.get(name) or default


def switch(name: str, *, default: bool) -> bool:
    """Raises ImproperlyConfigured, like all of these, for what it does not understand."""
    return _as(lambda value: SWITCH[value.lower()], name, default, "on or off")


def number(name: str, default: Number) -> Number:
    return _as(type(default), name, default, "a number")


def items(name: str, default: list[str]) -> list[str]:
    """What stands between commas."""
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()] or default


def database(url: str) -> dict[str, Any]:
    """Django's settings for postgres://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL is not an address that begins with postgres://")
    host = parts.netloc.rpartition("@")[2]  # `parts.hostname` is in lower case, which a socket's folder need not be
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host.removesuffix(f":{parts.port}").strip("[]")),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _as(convert: Callable[[str], T], name: str, default: T, wanted: str) -> T:
    value = os.environ.get(name)
    try:
        return convert(value) if value else default
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(f"{name} is “{value}”, which is not {wanted}.") from error


def main(path: Path) -> None:
    """Print what a shell has to evaluate in order to be set as .env says."""
    found = {name: value for name, value in read(path).items() if not os.environ.get(name)}
    print("".join(f"export {name}={shlex.quote(value)}\n" for name, value in found.items()), end="")


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else ".env"))
