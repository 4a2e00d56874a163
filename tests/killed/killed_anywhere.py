"""Kills a random process at a random step of a fault, round after round: `python -m tests.killed.killed_anywhere`.

Here is the platform that suffers: as `manage.py up` starts it, with PostgreSQL and Redis of its own, but a small company.
What happens to it stands in killed_rounds; what was found is printed as JSON. The same seed kills in the same order.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections

from gameday.operations.running import ports, services, up
from gameday.operations.running.environment import Environment
from gameday.operations.running.supervisor import Child, Supervisor

MEMBERS = ("web", "worker", "referee", "beat")


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def running_platform(name: str, folder: Path, notes: Path) -> Iterator[Supervisor]:
    """Servers and members, which nobody watches yet. From here on the Django of this process is one of theirs."""
    given = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment = Environment(given | {"GAMEDAY_INSTALLATION": name}, folder)
    group = Supervisor(say)
    group.listen()
    try:
        platform = up.Platform(up.UpOptions(port=ports.free_port(18300)), environment, group)
        platform.choose_addresses()
        services.provide_database(environment, group, say, own=True, careless=True)
        services.provide_redis(environment, group, say, own=True)
        urls = environment.values["DATABASE_URL"], environment.values["REDIS_URL"]
        group.servers_answer = partial(services.servers_answer, *urls)
        os.environ.update(environment.values)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gameday.settings"
        django.setup()
        call_command("migrate", verbosity=0)
        connections.close_all()  # this thread looks again when the server may be another
        for child in platform._members():
            group.start(with_small_company(child, notes))
        yield group
    finally:
        group.stop()


def with_small_company(child: Child, notes: Path) -> Child:
    """Workers know the small company, and write down what goes in (tests/gameday/slow_worker.py)."""
    words = list(child.argv)
    if "-Q" in words:
        child.argv = [words[0], "-m", "tests.gameday.slow_worker", "never", str(notes), *words[words.index("-Q") :]]
    return child


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.killed.killed_anywhere")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(10**6), help="the one that a failed run has printed"
    )
    chosen = parser.parse_args()
    say(f"seed {chosen.seed}")
    name, folder = f"killed-{secrets.token_hex(3)}", Path(tempfile.mkdtemp(prefix="gameday-killed-"))
    folder.chmod(0o755)  # PostgreSQL's user has to enter it
    try:
        notes = folder / "notes"
        notes.touch()
        with running_platform(name, folder, notes) as group, ThreadPoolExecutor(1) as threads:
            from tests.killed import killed_rounds  # noqa: PLC0415  (its models need the settings of just now)

            found = killed_rounds.Findings(chosen.seed, killed_rounds.plan_rounds(chosen.rounds, chosen.seed))
            played = threads.submit(killed_rounds.play_rounds, group, found, say)
            played.add_done_callback(lambda done: group.asked.set())
            group.watch()  # in this thread: what a thread has started is told to end with it
            day = played.result()
            group.stop(*MEMBERS)
            killed_rounds.look_back(day, found, notes)
    finally:
        subprocess.run([sys.executable, "-m", "scenarios.sandbox.docker.cleaning", name], check=False)
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
