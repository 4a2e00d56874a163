"""Runs a program of PostgreSQL on this installation's database, for backups and looks (docs/operating.md).

python -m gameday.operations.running.database pg_dump …      sh -c '…' has the same variables: PGDATABASE and its like

Where our own PostgreSQL does not run, it is started for the program and ended after it.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from gameday.configuration import read_configuration
from gameday.operations.running import environment as environments
from gameday.operations.running import postgres, services
from gameday.operations.running.environment import Environment
from gameday.operations.running.supervisor import Supervisor


def say_aside(line: str) -> None:
    """On standard error: what the program prints may be the backup itself."""
    print(line, file=sys.stderr)


def run_on_database(environment: Environment, argv: Sequence[str]) -> int:
    """Run it and return its exit code. Raises ServerUnreachable, NoPostgres, FileNotFoundError."""
    group = Supervisor(say_aside)
    try:
        url = environment.given("DATABASE_URL") or environment.remembered.get("DATABASE_URL", "")
        if not (url and _is_there(environment, url)):
            services.provide_database(environment, group, say_aside, own=False)
            url = environment.values["DATABASE_URL"]
        return subprocess.run(argv, env=environment.values | _variables(url), check=False).returncode
    finally:
        group.stop()


def _is_there(environment: Environment, url: str) -> bool:
    """Whether the server is not ours to start. Ours may be slow to answer while the platform runs: starting it would end it."""
    if environment.given("DATABASE_URL"):
        return True
    with environments.platform_lock(environment) as is_free:
        platform_runs = not is_free
    return platform_runs or postgres.postgres_answers(url)


def _variables(url: str) -> dict[str, str]:
    """What PostgreSQL's programs ask for. The password stands in no command line, where others could read it."""
    database = read_configuration({"DATABASE_URL": url}).database
    names = {name: str(database[name]) for name in ("HOST", "PORT", "USER", "PASSWORD")} | {
        "DATABASE": database["NAME"]
    }
    found = {name: value for name, value in (names | database["OPTIONS"]).items() if value}
    programs = [str(folder)] if (folder := postgres.postgres_programs()) else []
    path = os.pathsep.join([*programs, os.environ.get("PATH", os.defpath)])
    return {f"PG{name.upper()}": value for name, value in found.items()} | {"PATH": path}


def main(argv: Sequence[str]) -> int:
    if not argv:
        say_aside(__doc__ or "")
        return 2
    try:
        return run_on_database(environments.load_environment(), argv)
    except FileNotFoundError:
        say_aside(f"There is no {argv[0]} here. Install it (`apt-get install postgresql-client`) and try again.")
    except (services.ServerUnreachable, postgres.NoPostgres) as error:
        say_aside(str(error))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
