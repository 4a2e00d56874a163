"""`manage.py up` without Django: starts services, prepares, then supervises web processes, workers and beat as one group."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlsplit

from gameday.background import connection_budget
from gameday.operations.running import environment as environments
from gameday.operations.running import ports, services
from gameday.operations.running.environment import ROOT, Environment
from gameday.operations.running.listening import ListeningPlace
from gameday.operations.running.members import THREADS, PreparationFailed
from gameday.operations.running.postgres import NoPostgres
from gameday.operations.running.process_group import ProcessGroup, print_line
from gameday.operations.running.redis_server import NoRedis
from gameday.operations.running.supervisor import Child, Supervisor
from gameday.operations.running.web_processes import WebProcesses
from gameday.web_address import parse_web_address

FIRST_PORT = 8000
FAREWELL_SECONDS = 100.0  # for healing every fault and removing the sandboxes


@dataclass(frozen=True)
class UpOptions:
    """The options of `manage.py up`. Port 0 means the last run's port, else the first free one from 8000.

    `web`: how many web processes; 0 means as many as the settings say, else as at the last run, else one.
    """

    port: int = 0
    host: str = "127.0.0.1"
    demo: bool = False
    keep: bool = False
    own: bool = False
    web: int = 0


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
class Platform(ProcessGroup):
    """One run of the platform, from starting the first server to ending the last."""

    REFUSALS: ClassVar = (PreparationFailed, services.ServerUnreachable, NoPostgres, NoRedis, OSError)
    CELERY_MEMBERS: ClassVar = ("worker", "referee", "beat")
    READY_SECONDS: ClassVar = 60.0

    options: UpOptions
    environment: Environment
    supervisor: Supervisor
    prepared: bool = False

    def open(self) -> None:
        """Start the servers that are needed, prepare tables, images, library and facilitator, then start what stays."""
        started = time.monotonic()
        self._provide_servers()
        told = self._manage("prepare", "--json", *(["--demo"] if self.options.demo else []))
        self.prepared = True
        self.start(self._members(), {name: partial(self._is_ready, at) for name, at in self.webs.asked_at.items()})
        if self.options.demo and told["demo"]:
            words = ["bots", told["demo"]["slug"], "--start", "--url", self.local]
            self.supervisor.start(self.members.child("bots", "manage.py", *words))
        self._announce(told, time.monotonic() - started)

    def _provide_servers(self) -> None:
        self.choose_addresses()
        self.environment.choose("WEB_BIND", self.options.host)
        services.provide_database(self.environment, self.supervisor, print_line, own=self.options.own)
        services.provide_redis(self.environment, self.supervisor, print_line, own=self.options.own)
        self.environment.keep()
        self.look_at_servers()

    def choose_addresses(self) -> None:
        """Where the web processes listen, how many, and what browsers call that place. Raises OSError."""
        self.place = ListeningPlace(self.options.host)
        self.port = self._port()
        if not self.environment.given("GAMEDAY_PUBLIC_URL"):
            self.environment.choose("GAMEDAY_PUBLIC_URL", f"http://{self.place.public_host}:{self.port}")
        self.address = parse_web_address(self.environment.values["GAMEDAY_PUBLIC_URL"])
        self.url, self.local = str(self.address), f"http://{self.place.local_host}:{self.port}"
        self.webs = WebProcesses(self.members, self.place, self.port, self._web_processes())
        if not self.environment.given("GAMEDAY_INSIDE_URL"):
            self.environment.choose("GAMEDAY_INSIDE_URL", self.local)

    def _port(self) -> int:
        if self.options.port:
            if not ports.is_free(self.options.port, *self.place.addresses):
                raise ports.taken(self.options.port)
            return self.options.port
        last = urlsplit(self.environment.remembered.get("GAMEDAY_PUBLIC_URL", "")).port or FIRST_PORT
        return (
            last if ports.is_free(last, *self.place.addresses) else ports.free_port(FIRST_PORT, *self.place.addresses)
        )

    def _web_processes(self) -> int:
        """The doctor counts their connections, so what was asked for is kept where a person has not said it otherwise."""
        name = "GAMEDAY_WEB_PROCESSES"
        given = self.environment.given(name)
        count = str(self.options.web) if self.options.web else given or self.environment.remembered.get(name, "1")
        if count != given:
            self.environment.choose(name, count)
        return int(count)

    def _members(self) -> list[Child]:
        workers, referees = str(connection_budget.WORKER_THREADS), str(connection_budget.REFEREE_THREADS)
        make = self.members
        return [
            *self.webs.make(),
            make.celery("worker", "worker", "-Q", "host.local", "-n", "worker@%h", *THREADS, workers),
            make.celery("referee", "worker", "-Q", "director,referee", "-n", "referee@%h", *THREADS, referees),
            make.celery("beat", "beat", "--pidfile", ""),
        ]

    def _is_ready(self, at: str) -> bool:
        return page_answers(f"{at}/readyz", self.address.authority)

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

    def close(self, code: int) -> int:
        """Take no new work, heal every fault, remove the sandboxes, then end the servers."""
        if self.prepared:
            print_line("Ending: healing every fault" + ("." if self.options.keep else " and removing the sandboxes."))
        self.supervisor.stop("bots", "beat")
        if self.prepared:
            code = self._run("manage.py", "stand_down", "--keep") or code
            self.supervisor.stop(*self.webs.asked_at, "referee", "worker")
            self.webs.close()
        if self.prepared and not self.options.keep:
            name = self.environment.values["GAMEDAY_INSTALLATION"]
            code = self._run("-m", "scenarios.sandbox.docker.cleaning", name) or code
        return super().close(code)

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
