"""`manage.py up` without Django: starts services, prepares, then supervises web, workers and beat as one group."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from gameday.background import connection_budget
from gameday.background.restarts import report_restart
from gameday.operations.running import environment as environments
from gameday.operations.running import members, ports, services
from gameday.operations.running.environment import ROOT, Environment
from gameday.operations.running.listening import ListeningPlace
from gameday.operations.running.members import THREADS, Members, PreparationFailed
from gameday.operations.running.postgres import NoPostgres
from gameday.operations.running.redis_server import NoRedis
from gameday.operations.running.supervisor import Child, Stopped, Supervisor, allow_many_open_files
from gameday.web_address import parse_web_address

FIRST_PORT = 8000
WEB_READY_SECONDS = 60.0
WORKERS_READY_SECONDS = 60.0
CELERY_MEMBERS = ("worker", "referee", "beat")  # they touch a file while they work
FAREWELL_SECONDS = 100.0  # for healing every fault and removing the sandboxes


REFUSALS = (PreparationFailed, services.ServerUnreachable, NoPostgres, NoRedis, OSError)


@dataclass(frozen=True)
class UpOptions:
    """The options of `manage.py up`. Port 0 means the last run's port, else the first free one from 8000."""

    port: int = 0
    host: str = "127.0.0.1"
    demo: bool = False
    keep: bool = False
    own: bool = False


def print_line(line: str) -> None:
    print(line, flush=True)


def run_platform(options: UpOptions) -> int:
    """Run the platform until asked to end. Returns the exit code."""
    environment = environments.load_environment()
    with environments.platform_lock(environment) as is_ours:
        if not is_ours:
            print_line(
                f"This installation runs already at {_where(environment)}. End it first: Ctrl-C where it started."
            )
            return 1
        return Platform(options, environment, Supervisor(print_line)).run()


def _where(environment: Environment) -> str:
    return environment.remembered.get("GAMEDAY_PUBLIC_URL") or environment.values.get("GAMEDAY_PUBLIC_URL", "")


@dataclass
class Platform:
    """One run of the platform, from starting the first server to ending the last."""

    options: UpOptions
    environment: Environment
    supervisor: Supervisor
    prepared: bool = False

    @property
    def members(self) -> Members:
        return Members(self.environment)

    def run(self) -> int:
        started = time.monotonic()
        self.supervisor.listen()
        allow_many_open_files()
        try:
            self._open()
            self._prepare(started)
            self.supervisor.watch()
        except Stopped:
            pass
        except REFUSALS as refusal:
            print_line(str(refusal))
            return self._close(1)
        return self._close(0)

    def _open(self) -> None:
        """Choose the addresses, and start the servers that are needed."""
        self.choose_addresses()
        self.environment.choose("WEB_BIND", self.options.host)
        services.provide_database(self.environment, self.supervisor, print_line, own=self.options.own)
        services.provide_redis(self.environment, self.supervisor, print_line, own=self.options.own)
        self.environment.keep()
        values = self.environment.values
        database, redis, name = (values[each] for each in ("DATABASE_URL", "REDIS_URL", "GAMEDAY_INSTALLATION"))
        self.supervisor.servers_answer = partial(services.servers_answer, database, redis)
        self.supervisor.report = partial(report_restart, redis_url=redis, installation=name)

    def choose_addresses(self) -> None:
        """Where the web server listens, and what browsers call it. Raises OSError."""
        self.place = ListeningPlace(self.options.host)
        self.port = self._port()
        if not self.environment.given("GAMEDAY_PUBLIC_URL"):
            self.environment.choose("GAMEDAY_PUBLIC_URL", f"http://{self.place.public_host}:{self.port}")
        self.address = parse_web_address(self.environment.values["GAMEDAY_PUBLIC_URL"])
        self.url, self.local = str(self.address), f"http://{self.place.local_host}:{self.port}"
        if not self.environment.given("GAMEDAY_INSIDE_URL"):
            self.environment.choose("GAMEDAY_INSIDE_URL", self.local)

    def _port(self) -> int:
        if self.options.port:
            if not ports.is_free(self.options.port, *self.place.addresses):
                raise OSError(f"Port {self.options.port} is taken. Name another by --port, or none to get a free one.")
            return self.options.port
        last = urlsplit(self.environment.remembered.get("GAMEDAY_PUBLIC_URL", "")).port or FIRST_PORT
        return (
            last if ports.is_free(last, *self.place.addresses) else ports.free_port(FIRST_PORT, *self.place.addresses)
        )

    def _prepare(self, started: float) -> None:
        """Prepare tables, images, library and facilitator, then start the processes that stay."""
        told = self._manage("prepare", "--json", *(["--demo"] if self.options.demo else []))
        self.prepared = True
        for child in self._members():
            self.supervisor.start(child)
        self._await_ready()
        if self.options.demo and told["demo"]:
            words = ["bots", told["demo"]["slug"], "--start", "--url", self.local]
            self.supervisor.start(self.members.child("bots", "manage.py", *words))
        self._announce(told, time.monotonic() - started)

    def _members(self) -> list[Child]:
        workers, referees = str(connection_budget.WORKER_THREADS), str(connection_budget.REFEREE_THREADS)
        make = self.members
        return [
            make.web("web", self.place, self.port),
            make.celery("worker", "worker", "-Q", "host.local", "-n", "worker@%h", *THREADS, workers),
            make.celery("referee", "worker", "-Q", "director,referee", "-n", "referee@%h", *THREADS, referees),
            make.celery("beat", "beat", "--pidfile", ""),
        ]

    def _await_ready(self) -> None:
        wait = partial(members.await_ready, self.supervisor)
        wait("web", lambda: page_answers(f"{self.local}/readyz", self.address.authority), WEB_READY_SECONDS)
        for name in CELERY_MEMBERS:
            wait(name, self.members.alive(name).exists, WORKERS_READY_SECONDS)

    def _announce(self, told: dict[str, Any], seconds: float) -> None:
        if demo := told["demo"]:
            print_line(f"board         {self.url}/board/{demo['slug']}/")
            print_line(f"big screen    {self.url}/board/{demo['slug']}/screen/")
            print_line(f"control room  {self.url}/control/{demo['slug']}/")
            print_line(f"join          {self.url}/join/{demo['join_code']}/")
        print_line(f"admin         {self.url}/admin/")
        print_line(f"logs          {self.environment.folder / 'logs'}")
        if self.address.origin != parse_web_address(f"http://{self.address.host}:{self.port}").origin:
            print_line(f"listens at    {self.local}   (what leads there from {self.url} is yours to set up)")
        for problem in told["problems"]:
            print_line(problem)
        if told["password"]:
            print_line(f"user facilitator, password: {told['password']}   (shown once)")
        print_line(
            f"Ready after {seconds:.0f} s at {self.url} - Ctrl-C ends it, heals every fault"
            f"{'' if self.options.keep else ' and removes the sandboxes'}."
        )

    def _manage(self, *words: str, seconds: float = 3600.0) -> dict[str, Any]:
        """Run a management command that prints progress on stderr and JSON on stdout. Raises Failed, Stopped."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment.values,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            if not self.supervisor.wait(lambda: process.poll() is not None, seconds):
                raise PreparationFailed(f"`manage.py {words[0]}` took longer than {seconds:g} s.")
        finally:
            if process.poll() is None:
                process.terminate()
        output = process.communicate()[0]
        if process.returncode:
            raise PreparationFailed(
                f"`manage.py {words[0]}` failed (exit code {process.returncode}); nothing was started."
            )
        return dict(json.loads(output or b"{}"))

    def _close(self, code: int) -> int:
        """Shut down: take no new work, heal every fault, remove the sandboxes, then end the servers."""
        if self.prepared:
            print_line("Ending: healing every fault" + ("." if self.options.keep else " and removing the sandboxes."))
        self.supervisor.stop("bots")
        self.supervisor.stop("beat")
        if self.prepared:
            code = self._run("manage.py", "stand_down", "--keep") or code
        self.supervisor.stop("web", "referee", "worker")
        if self.prepared and not self.options.keep:
            name = self.environment.values["GAMEDAY_INSTALLATION"]
            code = self._run("-m", "scenarios.sandbox.docker.cleaning", name) or code
        self.supervisor.stop()
        for name in CELERY_MEMBERS:
            self.members.alive(name).unlink(missing_ok=True)
        print_line("Ended.")
        return code

    def _run(self, *words: str) -> int:
        """Run one command of the shutdown, out of reach of Ctrl-C."""
        try:
            done = subprocess.run(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.environment.values,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                timeout=FAREWELL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            print_line("That took too long. `make clean` takes away what is left on the engine.")
            return 1
        return done.returncode


def page_answers(url: str, host: str) -> bool:
    """Whether the page answers with 200 to whom asks for it by that name: others are refused."""
    asked = urllib.request.Request(url, headers={"Host": host})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


os.chdir(ROOT)
