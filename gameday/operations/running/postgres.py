"""Finds or starts PostgreSQL: a server that runs here, or our own from programs of the machine or of a Python wheel.

PostgreSQL refuses to run as root. If we are root, its processes and its data belong to another user of the machine.
"""

import glob
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2 import sql

from gameday.operations.running.environment import Environment
from gameday.operations.running.hearing import Hearing
from gameday.operations.running.supervisor import Child, identity_arguments

USUAL_SERVER = "postgres://gameday:gameday@127.0.0.1:5432"
FIRST_PORT = 25432
ROLE = "gameday"
OUTSIDE_FOLDER = Path("/var/lib/gameday")  # for the data, if the user that PostgreSQL runs as cannot reach the checkout
SETTINGS = {
    "max_connections": "300",  # eight web processes fit in
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to use or start. The message says what to do."""


def postgres_trouble(url: str) -> str:
    """Why the server does not let us in; empty where it does."""
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        return str(error).strip()
    return ""


def postgres_answers(url: str) -> bool:
    return not postgres_trouble(url)


def postgres_speaks(url: str) -> bool:
    """Whether the server says anything. That it is full, or still starting, is an answer: it is not deaf."""
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        return "FATAL" in str(error)
    return True


def login_refused(url: str) -> bool:
    """Whether the server answers and does not let this role in: it is gone, or has another password.

    In whatever language the server speaks, its refusal names the role; that it starts, ends or is full does not.
    """
    role = unquote(urlsplit(url).username or "")
    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        return bool(role) and role in str(error).partition("FATAL")[2]
    return False


def ensure_database(server: str, name: str) -> str:
    """The URL of a database on a server, created if it does not exist. Raises psycopg2.Error."""
    connection = psycopg2.connect(f"{server}/postgres", connect_timeout=3)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    connection.close()
    return f"{server}/{name}"


def postgres_programs(version: str = "") -> Path | None:
    """The folder with initdb and postgres: of that major version if given, else the newest. None if there is none."""
    path = shutil.which("initdb")
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda folder: float(folder.split("/")[4]), reverse=True)
    found += [str(Path(path).resolve().parent)] if path else []
    found += glob.glob(f"{sys.prefix}/lib/python*/site-packages/pgserver/pginstall/bin")
    for folder in map(Path, found):
        if (folder / "initdb").exists() and (folder / "postgres").exists() and version in ("", _major(folder)):
            return folder
    return None


def _major(folder: Path) -> str:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2].split(".")[0]


def postgres_user() -> str:
    """The user that PostgreSQL runs as: ours, or if we are root the machine's postgres or nobody."""
    if os.geteuid() != 0:
        return ""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def own_postgres(environment: Environment, *, careless: bool = False) -> Child:
    """A PostgreSQL for this installation alone, on a free loopback port. Its data is kept.

    `careless` turns fsync off, for tests. Raises NoPostgres.
    """
    data = _data(environment)
    version = (data / "PG_VERSION").read_text().strip() if (data / "PG_VERSION").exists() else ""
    folder = postgres_programs(version)
    if folder is None:
        wanted = f"PostgreSQL {version}, which wrote {data}," if version else "PostgreSQL"
        raise NoPostgres(
            f"There is no {wanted} here. Install it (`apt-get install postgresql`) or name one by DATABASE_URL."
        )
    folder = _reachable(folder)
    if not version:
        _initialise(folder, data)
    _end_leftover(folder, data)
    port, password = environment.own_port("DATABASE_URL", FIRST_PORT), (data / "gameday.secret").read_text()
    environment.choose("DATABASE_URL", f"postgres://{ROLE}:{password}@127.0.0.1:{port}/gameday")
    settings = SETTINGS | ({"fsync": "off", "full_page_writes": "off"} if careless else {})
    argv = [str(folder / "postgres"), "-D", str(data), "-p", str(port)]
    argv += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    clean = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
    log = environment.folder / "logs" / "postgres.log"
    hearing = Hearing(partial(postgres_speaks, f"{environment.values['DATABASE_URL'].rsplit('/', 1)[0]}/postgres"))
    user = postgres_user()
    return Child("postgres", argv, log, clean, user=user, farewell=signal.SIGINT, hearing=hearing, is_server=True)


def has_data(environment: Environment) -> bool:
    """Whether this installation has data of its own PostgreSQL."""
    return (_data(environment) / "PG_VERSION").exists()


def _data(environment: Environment) -> Path:
    """The folder of the data: below var/, unless the user that PostgreSQL runs as cannot enter it."""
    inside = _may_enter(environment.folder)
    return (environment.folder if inside else OUTSIDE_FOLDER / environment.folder.name) / "postgres"


def _may_enter(folder: Path) -> bool:
    if not postgres_user():
        return True
    asked = subprocess.run(["test", "-x", str(folder)], check=False, **identity_arguments(postgres_user()))
    return asked.returncode == 0


def _reachable(folder: Path) -> Path:
    """A folder from which the user may run the programs: a copy of `folder`, if only root may enter that."""
    if _may_enter(folder):
        return folder
    copy = OUTSIDE_FOLDER / "programs" / _major(folder)
    if not copy.exists():
        shutil.copytree(folder.parent, copy, symlinks=True)
        libraries = folder.parents[1].parent / "pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, copy.parents[1] / "pgserver.libs", dirs_exist_ok=True)
        subprocess.run(["chmod", "-R", "a+rX", str(OUTSIDE_FOLDER)], check=True)
    return copy / "bin"


def _initialise(folder: Path, data: Path) -> None:
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = secrets.token_hex(16)
    secret = data.parent / f"{data.name}.secret"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if postgres_user():
        shutil.chown(data, postgres_user())
        shutil.chown(secret, postgres_user())
    argv = [str(folder / "initdb"), "-D", str(data), "-U", ROLE, "--pwfile", str(secret)]
    argv += ["-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8"]
    done = subprocess.run(
        argv, capture_output=True, text=True, check=False, cwd="/", **identity_arguments(postgres_user())
    )
    if done.returncode:
        shutil.rmtree(data)
        raise NoPostgres(f"PostgreSQL's data could not be initialised in {data}: {done.stderr.strip()}")
    secret.replace(data / "gameday.secret")


def _end_leftover(folder: Path, data: Path) -> None:
    """End a server that a killed run left running on our data."""
    if (data / "postmaster.pid").exists():
        argv = [str(folder / "pg_ctl"), "-D", str(data), "-m", "fast", "-w", "stop"]
        subprocess.run(argv, capture_output=True, check=False, cwd="/", **identity_arguments(postgres_user()))
