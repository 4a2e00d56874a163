"""Chooses the database and Redis of a run: what is given, else the last run's, else one that runs here, else our own."""

from collections.abc import Callable

import psycopg2

from gameday.operations.running import postgres, redis_server
from gameday.operations.running.environment import Environment
from gameday.operations.running.supervisor import Child, Say, Supervisor

START_SECONDS = 30.0  # that a server of our own may take to start


class ServerUnreachable(RuntimeError):
    """A server that the settings name does not answer. The message says what to do."""


def provide_database(
    environment: Environment, supervisor: Supervisor, say: Say, *, own: bool, careless: bool = False
) -> Child | None:
    """Make DATABASE_URL lead to a database that answers. Raises ServerUnreachable, NoPostgres, Stopped."""
    given, last = environment.given("DATABASE_URL"), environment.remembered.get("DATABASE_URL", "")
    if given:
        _check_database(given)
        return None
    if last and not own and not postgres.has_data(environment):
        _check_database(last)
        environment.choose("DATABASE_URL", last)
        say("PostgreSQL: the one that the last run used")
        return None
    if not last and not own and postgres.postgres_answers(f"{postgres.USUAL_SERVER}/postgres"):
        _borrow(environment, say)
        return None
    child = supervisor.start(postgres.own_postgres(environment, careless=careless))
    say("PostgreSQL: one of our own, with its data in " + child.argv[2])
    _await(supervisor, child, lambda: postgres.postgres_answers(_server(environment) + "/postgres"))
    postgres.ensure_database(_server(environment), "gameday")
    return child


def _borrow(environment: Environment, say: Say) -> None:
    name = environment.values["GAMEDAY_INSTALLATION"].replace("-", "_")
    try:
        environment.choose("DATABASE_URL", postgres.ensure_database(postgres.USUAL_SERVER, name))
    except psycopg2.Error as error:
        raise ServerUnreachable(
            f"The PostgreSQL on port 5432 lets gameday in but not make a database ({str(error).strip()}). Give the "
            "role CREATEDB, name a database by DATABASE_URL, or start with --own."
        ) from error
    say(f"PostgreSQL: the one that runs here, database {name}")


def provide_redis(environment: Environment, supervisor: Supervisor, say: Say, *, own: bool) -> Child | None:
    """Make REDIS_URL lead to a Redis that answers. Raises ServerUnreachable, NoRedis, Stopped."""
    given = environment.given("REDIS_URL")
    if given:
        if not redis_server.redis_answers(given):
            raise ServerUnreachable(
                "No Redis answers at REDIS_URL. Start it, or take REDIS_URL away: then one is started."
            )
        return None
    if not own and redis_server.redis_answers(redis_server.USUAL_SERVER):
        environment.choose("REDIS_URL", redis_server.USUAL_SERVER)
        say("Redis: the one that runs here")
        return None
    child = supervisor.start(redis_server.own_redis(environment))
    say("Redis: one of our own")
    _await(supervisor, child, lambda: redis_server.redis_answers(environment.values["REDIS_URL"]))
    return child


def servers_answer(database_url: str, redis_url: str) -> bool:
    """Whether both answer, wherever they run."""
    return postgres.postgres_answers(database_url) and redis_server.redis_answers(redis_url)


def _server(environment: Environment) -> str:
    return environment.values["DATABASE_URL"].rsplit("/", 1)[0]


def _check_database(url: str) -> None:
    if not postgres.postgres_answers(url):
        raise ServerUnreachable(
            f"No database answers at DATABASE_URL ({url.rsplit('@', 1)[-1]}). Start it, or name another; with --own "
            "one is started here."
        )


def _await(supervisor: Supervisor, child: Child, ready: Callable[[], bool]) -> None:
    if not supervisor.wait(lambda: not child.alive or ready(), START_SECONDS) or not child.alive:
        raise ServerUnreachable(
            "\n".join([f"Our own {child.name} did not start. Its last words:", *child.last_words(10)])
        )
