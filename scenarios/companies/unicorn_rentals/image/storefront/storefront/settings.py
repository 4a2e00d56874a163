"""The configuration file as typed values. Read once, when a worker starts."""

import os
import re
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

TEAM = Path("/var/lib/unicorn/team")
PATH = Path(os.environ.get("UNICORN_CONFIG", "/etc/unicorn/storefront.ini"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,20}")
Section = TypeVar("Section")


@dataclass(frozen=True)
class Database:
    host: str
    port: int
    name: str
    user: str
    password: str
    pool_size: int
    pool_wait_s: float
    max_age_s: float
    statement_timeout_ms: int


@dataclass(frozen=True)
class Cache:
    host: str
    port: int
    timeout_s: float
    catalogue_s: int
    price_s: int


@dataclass(frozen=True)
class Recognizer:
    host: str
    port: int
    timeout_s: float


@dataclass(frozen=True)
class Till:
    host: str
    port: int
    timeout_s: float
    tries: int
    pause_s: float
    rest_s: float


@dataclass(frozen=True)
class Shop:
    spool: Path
    journal: Path
    max_picture_bytes: int


@dataclass(frozen=True)
class Team:
    """Who runs the shop today: the name over the door and a CSS colour."""

    name: str
    colour: str


@dataclass(frozen=True)
class Settings:
    database: Database
    cache: Cache
    recognizer: Recognizer
    till: Till
    shop: Shop


def load(path: Path = PATH) -> Settings:
    """Raises KeyError or ValueError that names what is missing or wrong in the file."""
    file = ConfigParser(interpolation=None)
    with path.open() as lines:
        file.read_file(lines)

    def section(kind: type[Section], name: str) -> Section:
        return kind(**{key: kind.__annotations__[key](value) for key, value in file[name].items()})

    return Settings(
        database=section(Database, "database"),
        cache=section(Cache, "cache"),
        recognizer=section(Recognizer, "recognizer"),
        till=section(Till, "till"),
        shop=section(Shop, "shop"),
    )


def team(path: Path = TEAM) -> Team:
    """Read anew each time: a shop may change hands while it is open. The file has two lines; without it the environment counts."""
    try:
        name, colour = path.read_text().splitlines()[:2]
    except (OSError, ValueError):
        name, colour = os.environ.get("UNICORN_TEAM", ""), os.environ.get("UNICORN_COLOUR", "")
    return Team(name, colour if COLOUR.fullmatch(colour) else "#8a4fff")
