"""Every setting that differs between installations: its name, what it is if nothing is said, and what is allowed.

settings.py hands them on; docs/operating.md describes them. A new one also goes into .env.example, the docs and
docker-compose.yml: tests/running/test_configuration.py holds the four equal.
"""

import zoneinfo
from collections.abc import Mapping
from ipaddress import IPv4Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from gameday.issue_tracker import IssueTracker, parse_issue_tracker
from gameday.web_address import WebAddress, parse_host, parse_web_address

NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$"
HOST_NAME = r"^[a-z0-9-]{1,40}$"
LOCAL_HOST = "local"  # the engine beside the web and the referee
IMAGE = r"^[a-z0-9][A-Za-z0-9_./:@-]*$"
PLAIN = r"^[A-Za-z0-9._~-]*$"  # what may stand in an address as it is
TOKEN = r"^[!-~]*$"  # what may stand in a header
ENGINES = ("unix", "tcp", "ssh", "http", "https", "fake")
MOST_WEB_PROCESSES = 8
LEAST_PAGES_AT_ONCE = 2  # with one place alone a slow page would stop all others
LARGEST_PREFIX = 26  # of a network: each sandbox takes a /26
LOWEST_PORT, HIGHEST_PORT = 1024, 65535  # that may be listened at without being root
SHARED_ADDRESSES = IPv4Network("100.64.0.0/10")


class WrongSettings(ImproperlyConfigured):
    """One sentence for each setting that is not as it may be."""


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _other_process(text: str) -> str:
    return parse_web_address(text).origin if text else ""


def _hosts(text: str) -> list[str]:
    """`.example` stands for all names below it too, `*` for every name."""
    return [
        each if each == "*" else "." * each.startswith(".") + parse_host(each.removeprefix("."))
        for each in _items(text)
    ]


def _origins(text: str) -> list[str]:
    return [parse_web_address(each).origin for each in _items(text)]


def _perhaps_address(text: str) -> WebAddress | None:
    return parse_web_address(text) if text else None


def parse_listening_address(text: str) -> str:
    return str(ip_address(text))


def _front_door(text: str) -> str:
    """An address, 0.0.0.0 and :: too, or a name."""
    try:
        return str(ip_address(text.strip("[]")))
    except ValueError:
        return parse_host(text)


def _networks(text: str) -> list[str]:
    return [str(ip_network(each)) if "/" in each else str(ip_address(each)) for each in _items(text)]


def _sandbox_network(text: str) -> str:
    network = IPv4Network(text)
    private = network.is_private or network.subnet_of(SHARED_ADDRESSES)
    if not private or network.is_loopback or network.is_link_local or network.prefixlen > LARGEST_PREFIX:
        raise ValueError(text)
    return text


def parse_ports(text: str) -> tuple[int, int]:
    """`9100-9499`."""
    first, last = (int(each) for each in text.split("-"))
    if not LOWEST_PORT <= first <= last <= HIGHEST_PORT:
        raise ValueError(text)
    return first, last


def _engine(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ENGINES or not (parts.netloc or parts.path) or parts.port == 0:
        raise ValueError(text)
    return text


def _time_zone(text: str) -> str:
    try:
        zoneinfo.ZoneInfo(text)
    except (KeyError, OSError) as error:
        raise ValueError(text) from error
    return text


def _redis(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("redis", "rediss", "unix") or parts.port == 0:
        raise ValueError("another scheme")
    return text


def _database(text: str) -> dict[str, Any]:
    """Django's settings for postgres://user:password@host:port/name?option=value."""
    parts = urlsplit(text)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name or parts.port == 0:
        raise ValueError("another scheme, or no name")
    host = parts.netloc.rpartition("@")[2]  # `parts.hostname` is in lower case, which a socket's folder need not be
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host.removesuffix(f":{parts.port}").strip("[]")),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _setting(name: str, default: str, allowed: str, *, secret: bool = False, **bounds: Any) -> Any:
    """`default` as a person would write it. What is secret is never repeated."""
    return Field(default, alias=name, description=allowed, repr=not secret, **bounds)


Host = Annotated[str, AfterValidator(parse_host)]
Folders = Annotated[list[Path], BeforeValidator(_items)]
HOST = "a host name or an IP address, without http:// and without a port"


class Configuration(BaseModel):
    """The settings, checked and in their types."""

    model_config = ConfigDict(frozen=True, validate_default=True, str_strip_whitespace=True, allow_inf_nan=False)

    secret_key: str = _setting("SECRET_KEY", "insecure-for-development-only", "a long random text", secret=True)
    debug: bool = _setting("DEBUG", "off", "on or off")
    installation: str = _setting(
        "GAMEDAY_INSTALLATION",
        "gameday",
        "a name of letters, digits, dashes, dots and underscores (63 at most) that begins with a letter or digit",
        pattern=NAME,
    )
    public_url: Annotated[WebAddress, BeforeValidator(parse_web_address)] = _setting(
        "GAMEDAY_PUBLIC_URL",
        "http://localhost:8000",
        "an address that browsers open: http:// or https://, a host name or IP address, and perhaps a port and a path",
    )
    inside_url: Annotated[WebAddress | None, BeforeValidator(_perhaps_address)] = _setting(
        "GAMEDAY_INSIDE_URL",
        "",
        "the address at which this machine reaches the web, as http://127.0.0.1:8000",
    )
    allowed_hosts: Annotated[list[str], BeforeValidator(_hosts)] = _setting(
        "ALLOWED_HOSTS", "", "host names or IP addresses between commas, without http:// and without ports"
    )
    csrf_trusted_origins: Annotated[list[str], BeforeValidator(_origins)] = _setting(
        "CSRF_TRUSTED_ORIGINS", "", "addresses between commas, each with http:// or https://"
    )
    trusted_proxies: Annotated[list[str], BeforeValidator(_networks)] = _setting(
        "GAMEDAY_TRUSTED_PROXIES", "", "IP addresses or networks between commas, as 10.0.0.2 or 10.0.1.0/24"
    )
    behind_gateway: bool = _setting("GAMEDAY_BEHIND_GATEWAY", "off", "on or off")
    web_bind: Annotated[str, AfterValidator(_front_door)] = _setting(
        "WEB_BIND", "127.0.0.1", "an address or a name of this machine"
    )
    metrics_token: str = _setting("GAMEDAY_METRICS_TOKEN", "", "a long random text", secret=True)
    webhooks_inside: bool = _setting("GAMEDAY_WEBHOOKS_INSIDE", "off", "on or off")
    shop_host: Host = _setting("GAMEDAY_SHOP_HOST", "127.0.0.1", HOST)
    shop_bind: Annotated[str, AfterValidator(parse_listening_address)] = _setting(
        "GAMEDAY_SHOP_BIND", "127.0.0.1", "an IP address of this machine, or 0.0.0.0 for all of them"
    )
    shop_ports: Annotated[tuple[int, int], BeforeValidator(parse_ports)] = _setting(
        "GAMEDAY_SHOP_PORTS", "9100-9499", "the first and the last of a range of ports from 1024 to 65535, as 9100-9499"
    )
    probe_host: Host = _setting("GAMEDAY_PROBE_HOST", "127.0.0.1", HOST)
    docker_url: Annotated[str, AfterValidator(_engine)] = _setting(
        "GAMEDAY_DOCKER_URL",
        "unix:///var/run/docker.sock",
        "the address of a Docker engine: unix:///path, tcp://host:port or ssh://user@host",
    )
    docker_cert_path: str = _setting(
        "DOCKER_CERT_PATH", "", "the folder that holds ca.pem, cert.pem and key.pem for an engine at tcp://"
    )
    host: str = _setting(
        "GAMEDAY_HOST",
        LOCAL_HOST,
        "the name of a host: small letters, digits and dashes, 40 at most",
        pattern=HOST_NAME,
    )
    base_image: str = _setting("GAMEDAY_BASE_IMAGE", "debian:bookworm-slim", "the name of an image", pattern=IMAGE)
    sandbox_network: Annotated[str, AfterValidator(_sandbox_network)] = _setting(
        "GAMEDAY_SANDBOX_NETWORK",
        "10.213.0.0/16",
        f"a private IPv4 network that begins at its own first address and has room for a /{LARGEST_PREFIX}",
    )
    scenario_folders: Folders = _setting("GAMEDAY_SCENARIO_FOLDERS", "", "folders between commas")
    warm_pool: int = _setting("GAMEDAY_WARM_POOL", "0", "a whole number from 0 to 32", ge=0, le=32)
    tick_seconds: float = _setting("GAMEDAY_TICK_SECONDS", "5", "a number of seconds from 1 to 60", ge=1, le=60)
    pages_at_once: int = _setting(
        "GAMEDAY_PAGES_AT_ONCE", "8", "a whole number from 2 to 64", ge=LEAST_PAGES_AT_ONCE, le=64
    )
    web_processes: int = _setting(
        "GAMEDAY_WEB_PROCESSES",
        "1",
        f"a whole number from 1 to {MOST_WEB_PROCESSES}",
        ge=1,
        le=MOST_WEB_PROCESSES,
    )
    terminal_grace: float = _setting(
        "GAMEDAY_TERMINAL_GRACE", "60", "a number of seconds from 0 to 3600", ge=0, le=3600
    )
    terminal_idle: float = _setting(
        "GAMEDAY_TERMINAL_IDLE", "1800", "a number of seconds from 60 to 86400", ge=60, le=86400
    )
    recording_days: int = _setting(
        "GAMEDAY_RECORDING_DAYS", "90", "a whole number from 0 to 3650, where 0 records nothing", ge=0, le=3650
    )
    recording_kb: int = _setting("GAMEDAY_RECORDING_KB", "1024", "a whole number from 64 to 65536", ge=64, le=65536)
    recording_hours: int = _setting("GAMEDAY_RECORDING_HOURS", "12", "a whole number from 1 to 48", ge=1, le=48)
    issues: Annotated[IssueTracker | None, BeforeValidator(parse_issue_tracker)] = _setting(
        "GAMEDAY_ISSUES",
        "",
        "github:, gitlab: or jira: and the address of a project, as github:https://github.com/owner/name or "
        "jira:https://jira.example/browse/KEY",
    )
    issues_token: str = _setting("GAMEDAY_ISSUES_TOKEN", "", "a token of that tracker", secret=True, pattern=TOKEN)
    terminals: bool = _setting("GAMEDAY_TERMINALS", "on", "on or off")
    terminals_url: Annotated[str, AfterValidator(_other_process)] = _setting(
        "GAMEDAY_TERMINALS_URL", "", "an address that begins with http://, without a path"
    )
    alive_file: str = _setting("GAMEDAY_ALIVE_FILE", "", "the path of a file")
    time_zone: Annotated[str, AfterValidator(_time_zone)] = _setting(
        "TIME_ZONE", "UTC", "a time zone of the IANA list, as Europe/Vienna"
    )
    database: Annotated[dict[str, Any], BeforeValidator(_database)] = _setting(
        "DATABASE_URL",
        "postgres://gameday:gameday@127.0.0.1:5432/gameday",
        "an address of the form postgres://user:password@host:5432/name (%40 is an @ in a password)",
        secret=True,
    )
    redis_url: Annotated[str, AfterValidator(_redis)] = _setting(
        "REDIS_URL",
        "redis://127.0.0.1:6379/0",
        "an address of the form redis://:password@host:6379/0 (%40 is an @ in a password)",
        secret=True,
    )
    servers_bind: Annotated[str, AfterValidator(parse_listening_address)] = _setting(
        "SERVERS_BIND", "127.0.0.1", "an IPv4 address of this machine, or 0.0.0.0 for all of them"
    )
    postgres_port: int = _setting(
        "POSTGRES_PORT", "15432", "a port from 1024 to 65535", ge=LOWEST_PORT, le=HIGHEST_PORT
    )
    redis_port: int = _setting("REDIS_PORT", "16379", "a port from 1024 to 65535", ge=LOWEST_PORT, le=HIGHEST_PORT)
    # Compose puts these two into the addresses above as they are.
    postgres_password: str = _setting(
        "POSTGRES_PASSWORD", "", "made of letters, digits and .-_~ alone", secret=True, pattern=PLAIN
    )
    redis_password: str = _setting(
        "REDIS_PASSWORD", "", "made of letters, digits and .-_~ alone", secret=True, pattern=PLAIN
    )


FIELDS: dict[str, FieldInfo] = {str(field.alias): field for field in Configuration.model_fields.values()}


def read_configuration(values: Mapping[str, str]) -> Configuration:
    """The settings among these values. Empty is not set. Raises WrongSettings, with all that is wrong."""
    given = {name: values[name] for name in FIELDS if values.get(name)}
    try:
        return Configuration.model_validate(given)
    except ValidationError as found:
        wrong = dict.fromkeys(str(error["loc"][0]) for error in found.errors())
    raise WrongSettings("\n".join(_complaint(name, given.get(name, "")) for name in wrong))


def _complaint(name: str, value: str) -> str:
    field = FIELDS[name]
    is_now = f"is “{value}”" if field.repr else "cannot be used as it is"
    otherwise = f": then it is {field.default}" if field.default and field.repr else ""
    return (
        f"{name} {is_now}; it may be {field.description}. "
        f"Correct it in .env or in the environment, or take it away{otherwise}."
    )
