"""Finds or starts Redis: a server that runs here, or our own. It holds nothing that must survive a restart."""

import shutil
from functools import partial

import redis

from gameday.operations.running.environment import Environment
from gameday.operations.running.hearing import Hearing
from gameday.operations.running.supervisor import Child

USUAL_SERVER = "redis://127.0.0.1:6379/0"
FIRST_PORT = 26379


class NoRedis(RuntimeError):
    """There is no Redis to use or start. The message says what to do."""


def redis_trouble(url: str) -> str:
    """Why the server does not let us in; empty where it does."""
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            client.ping()
    except (redis.RedisError, OSError) as error:  # a certificate's file that is not there is an OSError
        return str(error)
    return ""


def redis_answers(url: str) -> bool:
    return not redis_trouble(url)


def own_redis(environment: Environment) -> Child:
    """A Redis for this installation alone, on a free loopback port. Raises NoRedis if the program is not installed."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise NoRedis("There is no Redis here. Install one (`apt-get install redis-server`) or name one by REDIS_URL.")
    folder, log = environment.folder / "redis", environment.folder / "logs" / "redis.log"
    folder.mkdir(parents=True, exist_ok=True)
    port = environment.own_port("REDIS_URL", FIRST_PORT)
    environment.choose("REDIS_URL", f"redis://127.0.0.1:{port}/0")
    argv = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    argv += ["--save", "", "--appendonly", "no", "--daemonize", "no"]
    hearing = Hearing(partial(redis_answers, environment.values["REDIS_URL"]))
    return Child("redis", argv, log, environment.values, hearing=hearing, is_server=True)
