"""A machine's way in: it asks the platform once for what it needs, and keeps that for every later start. No Django."""

import hashlib
import json
import os
import shutil
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from gameday.env_file import read
from gameday.operations.running.environment import ROOT, Environment, write_environment
from gameday.version import gameday_version

ASK_SECONDS = 20.0
AUTHORITY = (
    "authority.pem"  # beside what was handed over: the certificate of who signed those of the platform's servers
)
FOLDERS = "host-"  # below var/, one a host that this checkout serves


class NotJoined(RuntimeError):
    """The platform does not let this machine in, or was never asked. The message says why and what to do."""


def joined_environment(invitation: str, name: str = "", authority: str = "", root: Path = ROOT) -> Environment:
    """The environment of the host's processes: what was kept, or what the invitation gives. Raises NotJoined.

    `authority` is the path of a certificate: what it has signed is trusted, now and at later starts.
    """
    folder = _joined_folder(invitation, name, trusting(authority), root)
    if authority:
        shutil.copyfile(authority, folder / AUTHORITY)
    handed = read(folder / "environment")
    if (folder / AUTHORITY).exists():
        handed |= with_authority(handed, folder / AUTHORITY)
    return Environment(dict(os.environ) | handed, folder, handed)


def _joined_folder(invitation: str, name: str, trust: ssl.SSLContext, root: Path) -> Path:
    kept = {
        folder.name.removeprefix(FOLDERS): folder
        for folder in (root / "var").glob(f"{FOLDERS}*")
        if (folder / "environment").exists()
    }
    if invitation:
        mark = hashlib.sha256(invitation.encode()).hexdigest()
        for folder in kept.values():
            if (folder / "invitation").exists() and (folder / "invitation").read_text() == mark:
                return folder  # the same line once more: it has joined with it
        handed = ask(invitation, trust)
        folder = root / "var" / f"{FOLDERS}{handed['GAMEDAY_HOST']}"
        write_environment(folder / "environment", handed)
        (folder / "invitation").write_text(mark)
        return folder
    if name and name not in kept:
        raise NotJoined(
            f"This machine has not joined as host “{name}”. It has as: {', '.join(sorted(kept)) or 'none'}."
        )
    if not name and len(kept) != 1:
        raise NotJoined(
            f"This machine serves several hosts. Say which by --name: {', '.join(sorted(kept))}."
            if kept
            else "This machine has not joined yet. `manage.py host invite NAME`, where the platform runs, prints the line for it."
        )
    return kept[name] if name else next(iter(kept.values()))


def trusting(authority: str) -> ssl.SSLContext:
    """Trusts what this machine trusts, and the authority. Raises NotJoined."""
    trust = ssl.create_default_context()
    try:
        if authority:
            trust.load_verify_locations(authority)
    except OSError as error:
        raise NotJoined(f"There is no certificate in “{authority}” ({error}).") from error
    return trust


def with_authority(handed: dict[str, str], authority: Path) -> dict[str, str]:
    """The addresses of PostgreSQL and Redis that ask for TLS, with the authority that they are trusted by."""
    database, redis, path = handed["DATABASE_URL"], handed["REDIS_URL"], quote(str(authority))
    if "sslmode=" in database and "sslrootcert=" not in database:
        database += f"&sslrootcert={path}"
    if redis.startswith("rediss://") and "ssl_ca_certs=" not in redis:
        redis += f"{'&' if urlsplit(redis).query else '?'}ssl_ca_certs={path}"
    return {"DATABASE_URL": database, "REDIS_URL": redis}


def ask(invitation: str, trust: ssl.SSLContext) -> dict[str, str]:
    """The environment that the invitation gives, and gives once. Raises NotJoined."""
    parts = urlsplit(invitation)
    if parts.scheme not in ("http", "https") or "/hosts/join/" not in parts.path:
        raise NotJoined(f"“{invitation}” is no invitation: it begins with http and has /hosts/join/ in it.")
    sent = json.dumps({"version": gameday_version()}).encode()
    request = urllib.request.Request(invitation, sent, {"Content-Type": "application/json"})
    try:
        ways = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)
        with urllib.request.build_opener(*ways).open(request, timeout=ASK_SECONDS) as answer:
            return {str(name): str(value) for name, value in json.load(answer)["environment"].items()}
    except urllib.error.HTTPError as error:
        raise NotJoined(_sentence(error, parts.netloc)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotJoined(
            f"No Gameday answers at {parts.netloc} ({error}). Is it the address that browsers of this machine can open, and does it run?"
        ) from error


def _sentence(error: urllib.error.HTTPError, where: str) -> str:
    try:
        return str(json.load(error)["message"])
    except (ValueError, KeyError, TypeError, OSError):
        return f"{where} answers {error.code}: is that the address of a Gameday of the same version?"


# Where it is reached -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ServePlace:
    """Where this machine's engine, shops and pages are; what its operator said is kept for the next start."""

    address: str  # of this machine, as the platform and players reach it
    port: int
    engine: str
    shop_host: str
    shop_ports: str
    shop_bind: str = "0.0.0.0"
    certificates: str = ""  # the folder with those for an engine at tcp://

    @property
    def probe_host(self) -> str:
        """Where its own workers knock at the shops: where the engine is."""
        parts = urlsplit(self.engine)
        if parts.scheme in ("unix", ""):
            return "127.0.0.1" if self.shop_bind in ("0.0.0.0", "127.0.0.1") else self.shop_bind
        return str(parts.hostname)

    @property
    def serve_url(self) -> str:
        return f"http://{f'[{self.address}]' if ':' in self.address else self.address}:{self.port}"

    def settings(self) -> dict[str, str]:
        """As settings of its processes."""
        return {
            "GAMEDAY_DOCKER_URL": self.engine,
            "DOCKER_CERT_PATH": self.certificates,
            "GAMEDAY_SHOP_HOST": self.shop_host,
            "GAMEDAY_SHOP_BIND": self.shop_bind,
            "GAMEDAY_SHOP_PORTS": self.shop_ports,
            "GAMEDAY_PROBE_HOST": self.probe_host,
            "GAMEDAY_TERMINALS": "on",
        }
