"""python -m gameday.operations.running.watched NAME SIGN COMMAND…: what compose runs in each of its containers.

Runs one command and watches whether it works. SIGN is a URL that it serves or a file that it touches. When it ends or is
deaf, this ends too, and Docker starts the container again.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from gameday.background.restarts import ProcessRestart, report_restart
from gameday.operations.running import services
from gameday.operations.running.hearing import LOOK_EVERY, Hearing, file_touched, page_served
from gameday.operations.running.supervisor import Child, Say, Supervisor, allow_many_open_files
from scenarios.waiting import wait_while

PATIENCE = 300.0  # seconds for a clean end. Docker's own patience (stop_grace_period) is shorter, and ends everything


def watch_command(name: str, sign: str, command: Sequence[str], environment: Mapping[str, str], say: Say) -> int:
    """Run the command until it ends, is deaf, or a signal asks for the end. Returns the exit code."""
    servers = environment["DATABASE_URL"], environment["REDIS_URL"]
    group = Supervisor(say, servers_answer=partial(services.servers_answer, *servers))
    group.listen()
    allow_many_open_files()  # a socket is one
    hearing = Hearing(page_served(sign) if sign.startswith("http") else file_touched(Path(sign)))
    child = group.start(Child(name, command, None, environment, patience=PATIENCE, hearing=hearing))
    while wait_while(lambda: child.alive and not group.asked.is_set(), within=LOOK_EVERY, every=0.5):
        group.listen_to_all()
    if group.asked.is_set():
        group.stop()
        return 0
    since = hearing.since if child.was_deaf else time.time()
    say(f"{name} ended; this container does too, to be started again.")
    restart = ProcessRestart(name, since, time.time(), child.was_deaf)
    report_restart(restart, redis_url=servers[1], installation=environment.get("GAMEDAY_INSTALLATION", "gameday"))
    return 1


if __name__ == "__main__":
    name, sign, *command = sys.argv[1:]
    sys.exit(watch_command(name, sign, command, os.environ, lambda line: print(line, flush=True)))
