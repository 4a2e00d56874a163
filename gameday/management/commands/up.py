"""manage.py up: runs the whole platform in the foreground. The code stands in gameday/operations/running."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from gameday.configuration import MOST_WEB_PROCESSES
from gameday.operations.running.environment import ROOT
from scenarios.management.refusing import RefusingCommand

LAST_PORT = 65535


class Command(RefusingCommand):
    help = "Starts the platform (web, workers, beat; PostgreSQL and Redis if none is given) until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--port", type=_port, default=0, help="where the web server listens; else the first free from 8000")
        add(
            "--host", default="127.0.0.1", help="the address that it listens on; 0.0.0.0 lets others in, :: by IPv6 too"
        )
        add("--demo", action="store_true", help="launch the demo event, played by bots")
        add("--keep", action="store_true", help="leave the sandboxes on the engine at the end")
        add("--web", type=_web_processes, default=0, help="how many web processes; else as many as at the last run")
        add("--own", action="store_true", help="start PostgreSQL and Redis of its own even if some run here")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("port", "host", "demo", "keep", "own", "web")}
        self.stdout.flush()
        os.chdir(ROOT)  # exec, because the supervisor needs no Django; the pid stays the same
        os.execv(sys.executable, [sys.executable, "-m", "gameday.operations.running", json.dumps(asked)])


def _web_processes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WEB_PROCESSES:
        raise ArgumentTypeError(
            f"“{text}” web processes cannot be started. Give a number from 1 to {MOST_WEB_PROCESSES}."
        )
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise ArgumentTypeError(f"“{text}” is no port. Give a number from 1 to {LAST_PORT}, or 0 for a free one.")
    return int(text)
