"""The configuration file as typed values. Read once, when a worker starts."""

import os
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

PATH = Path(os.environ.get("UNICORN_CONFIG", "/etc/unicorn/storefront.ini"))
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
class Shop:
    spool: Path
    journal: Path
    max_picture_bytes: int


@dataclass(frozen=True)
class Settings:
    database: Database
    cache: Cache
    recognizer: Recognizer
    shop: Shop
    team: str
    colour: str


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
        shop=section(Shop, "shop"),
        team=os.environ.get("UNICORN_TEAM", ""),
        colour=os.environ.get("UNICORN_COLOUR", "#8a4fff"),
    )
