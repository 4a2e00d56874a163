"""`manage.py host serve` without Django: the processes beside another machine's engine, supervised as one group.

A worker that builds and breaks, one from which customers walk, and a web process for terminals, console, workshop and runbook.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from gameday.background import connection_budget
from gameday.background.restarts import ProcessRestart
from gameday.network import machine
from gameday.operations.running import engine_tunnel, invitation, ports, postgres, redis_server, services
from gameday.operations.running.environment import ROOT, Environment, platform_lock
from gameday.operations.running.hearing import page_served
from gameday.operations.running.invitation import NotJoined, ServePlace
from gameday.operations.running.listening import ListeningPlace
from gameday.operations.running.members import THREADS, PreparationFailed
from gameday.operations.running.process_group import ProcessGroup, print_line
from gameday.operations.running.supervisor import Child, Supervisor
from gameday.web_address import parse_web_address

PORT = 9600
ENGINE = "unix:///var/run/docker.sock"
SHOP_PORTS = "9100-9499"
SERVERS_AWAY = (
    "PostgreSQL or Redis of the platform do not answer this machine ({database}, {redis}). They must listen where this machine "
    "can reach them, and the firewall let it through; or open a tunnel (docs/operating.md, Several machines). For TLS with "
    "certificates of your own name the authority's by --authority. Then start again, with the same line or without an address."
    "\n{why}"
)
REMOVED = (
    "The platform lets host {name} in no more: it was removed there, or invited anew on another machine. Its sandboxes here are left "
    "as they are. `make host ARGS=--leave` takes them away; `manage.py host invite` on the platform lets this machine in again."
)


@dataclass(frozen=True)
class ServeOptions:
    """The options of `manage.py host serve`. What is empty is as at the last start, else found out."""

    invitation: str = ""
    name: str = ""
    authority: str = ""
    address: str = ""
    port: int = 0
    engine: str = ""
    certificates: str = ""
    shop_host: str = ""
    shop_ports: str = ""
    capacity: int = 0
    leave: bool = False


def run_host(options: ServeOptions) -> int:
    """Serve until asked to end. Returns the exit code."""
    try:
        environment = invitation.joined_environment(options.invitation, options.name, options.authority)
        with platform_lock(environment) as is_ours:
            if not is_ours:
                raise NotJoined("This machine serves that host already. End it first: Ctrl-C where it started.")
            return (
                leave(environment)
                if options.leave
                else HostProcesses(options, environment, Supervisor(print_line)).run()
            )
    except HostProcesses.REFUSALS as refusal:
        print_line(str(refusal))
        return 1


@dataclass
class HostProcesses(ProcessGroup):
    """One run of a host's processes, from the first to the last."""

    REFUSALS: ClassVar = (PreparationFailed, NotJoined, engine_tunnel.NoTunnel, services.ServerUnreachable, OSError)
    CELERY_MEMBERS: ClassVar = ("worker", "referee")
    READY_SECONDS: ClassVar = 90.0

    options: ServeOptions
    environment: Environment
    supervisor: Supervisor

    @property
    def name(self) -> str:
        return self.environment.values["GAMEDAY_HOST"]

    def open(self) -> None:
        self._find_place()
        self._arrive()
        self.start(self._members(), {"terminals": page_served(f"{self.asked_at}/healthz")})
        print_line(f"Host {self.name} serves {self.public_url} - Ctrl-C ends it and leaves the sandboxes as they are.")

    def _find_place(self) -> None:
        """Find out where we are, and whether the platform's servers and our engine can be reached. Raises what REFUSALS are."""
        values = self.environment.values
        self.public_url = values["GAMEDAY_PUBLIC_URL"]
        self.place = place_of(self.options, self.environment)
        listened = self.listening.addresses
        if not ports.is_free(self.place.port, *listened):
            raise ports.taken(self.place.port)
        if self.place.shop_host == parse_web_address(self.public_url).host:
            raise OSError(
                f"Platform and shops would both be opened at {self.place.shop_host}, and a team's shop would get all cookies. "
                "Name another name or address of this machine by --shop-host."
            )
        keep_place(self.place, self.environment)
        values.update(self.place.settings())
        if not self.servers_answer():
            database, redis = values["DATABASE_URL"], values["REDIS_URL"]
            why = postgres.postgres_trouble(database) or redis_server.redis_trouble(redis)
            where = {"database": _address(database), "redis": _address(redis)}
            raise services.ServerUnreachable(SERVERS_AWAY.format(**where, why=why))
        self.look_at_servers()
        engine_tunnel.provide_engine(self.environment, self.supervisor, print_line)

    def servers_answer(self) -> bool:
        """Whether both do. Raises NotJoined where the platform lets this host in no more: no restart would help."""
        if super().servers_answer():
            return True
        if postgres.login_refused(self.environment.values["DATABASE_URL"]):
            raise NotJoined(REMOVED.format(name=self.name))
        return False

    @property
    def listening(self) -> ListeningPlace:
        return ListeningPlace(self.place.address)

    @property
    def asked_at(self) -> str:
        return f"http://{self.listening.local_host}:{self.place.port}"

    def report(self, restart: ProcessRestart) -> bool:
        return super().report(replace(restart, process=f"{restart.process} of host {self.name}"))

    def _arrive(self) -> None:
        """Let our row say where we are. Raises PreparationFailed, when it has been said why."""
        place, values = self.place, self.environment.values
        told = {"url": values["GAMEDAY_DOCKER_URL"], "shop_host": place.shop_host, "shop_bind": place.shop_bind}
        told |= {"shop_ports": place.shop_ports, "probe_host": place.probe_host, "serve_url": place.serve_url}
        words = ["manage.py", "host", "arrive", json.dumps(told), "--capacity", str(self.options.capacity)]
        if self._run(*words):
            raise PreparationFailed("Nothing was started.")

    def _members(self) -> list[Child]:
        make, name = self.members, self.name
        workers, walkers = str(connection_budget.WORKER_THREADS), str(connection_budget.WALKER_THREADS)
        return [
            make.web("terminals", ports.listen(self.place.port, *self.listening.addresses), self.asked_at),
            make.celery("worker", "worker", "-Q", f"host.{name}", "-n", f"worker@host-{name}", *THREADS, workers),
            make.celery("referee", "worker", "-Q", f"referee.{name}", "-n", f"referee@host-{name}", *THREADS, walkers),
        ]

    def _run(self, *words: str) -> int:
        process = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=self.environment.values, stdin=subprocess.DEVNULL
        )
        self.supervisor.wait(lambda: process.poll() is not None, self.READY_SECONDS)
        if process.poll() is None:
            process.terminate()
        return process.wait()


def leave(environment: Environment) -> int:
    """Remove this installation's sandboxes from the engine, and forget what was handed over."""
    values = environment.values | kept_place(environment)
    name = values["GAMEDAY_INSTALLATION"]
    done = subprocess.run(
        [sys.executable, "-m", "scenarios.sandbox.docker.cleaning", name], cwd=ROOT, env=values, check=False
    )
    if done.returncode:
        return done.returncode
    for file in ("environment", "invitation", "place.json", invitation.AUTHORITY):
        (environment.folder / file).unlink(missing_ok=True)
    print_line(
        f"This machine is not host {values['GAMEDAY_HOST']} any more. `manage.py host remove` forgets it on the platform's side."
    )
    return 0


# Where we are --------------------------------------------------------------------------------------------------------


def place_of(options: ServeOptions, environment: Environment) -> ServePlace:
    """What was said now, else at the last start, else what there is on this machine. Raises OSError."""
    file = environment.folder / "place.json"
    last = ServePlace(**json.loads(file.read_text())) if file.exists() else None
    address = options.address or (last.address if last else "") or _own_address(environment)
    engine = options.engine or (last.engine if last else os.environ.get("GAMEDAY_DOCKER_URL", "")) or ENGINE
    certificates = options.certificates or (last.certificates if last else os.environ.get("DOCKER_CERT_PATH", ""))
    return ServePlace(
        address,
        options.port or (last.port if last else PORT),
        engine,
        options.shop_host or (last.shop_host if last else "") or urlsplit(engine).hostname or address,
        options.shop_ports or (last.shop_ports if last else SHOP_PORTS),
        certificates=certificates and str(Path(certificates).expanduser().absolute()),
    )


def keep_place(place: ServePlace, environment: Environment) -> None:
    (environment.folder / "place.json").write_text(json.dumps(asdict(place)))


def kept_place(environment: Environment) -> dict[str, str]:
    """The settings of the last start."""
    file = environment.folder / "place.json"
    return ServePlace(**json.loads(file.read_text())).settings() if file.exists() else {}


def _own_address(environment: Environment) -> str:
    """Where the platform finds us: our address on the way to it."""
    host = parse_web_address(environment.values["GAMEDAY_PUBLIC_URL"]).host
    if found := machine.address_towards(host.strip("[]")):
        return found
    raise OSError("Under which address do the platform and the players reach this machine? Name it by --address.")


def _address(url: str) -> str:
    return url.rpartition("@")[2].partition("?")[0]


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(run_host(ServeOptions(**json.loads(sys.argv[1]))))
