"""Removes everything that an installation has on the engine, without its database. For `make clean` and test runs.

python -m scenarios.sandbox.docker.cleaning NAME      "NAME*": all installations whose names begin so
"""

import fnmatch
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import docker
from docker.errors import APIError, DockerException, NotFound

from scenarios.sandbox.base import EngineError
from scenarios.sandbox.docker import isolation
from scenarios.sandbox.docker.client import EngineClient
from scenarios.sandbox.labels import INSTALLATION


def main(installation: str) -> int:
    """The exit code. A network that is still used by something else stays."""
    url = os.environ.get("GAMEDAY_DOCKER_URL", "unix:///var/run/docker.sock")
    try:
        sweep(EngineClient(base_url=url, timeout=60), installation)
    except DockerException as error:
        print(str(error)[:300], file=sys.stderr)
        return 1
    return 0


def sweep(client: docker.DockerClient, installation: str) -> None:
    """Remove containers, then networks, with the label of such an installation."""
    filters = {"label": INSTALLATION}
    seen = client.api.containers(all=True, filters=filters)
    ours = [one["Id"] for one in seen if _belongs(one["Labels"][INSTALLATION], installation)]

    for one in seen:
        if one["Labels"].get("gameday.part") == "agent" and one["Id"] in ours:
            with suppress(EngineError):  # one that is stopped
                isolation.forget(client, one["Id"], one["Labels"][INSTALLATION])

    def remove(container: str) -> None:
        with suppress(NotFound):
            client.api.remove_container(container, force=True, v=True)

    with ThreadPoolExecutor(8) as threads:
        for _ in threads.map(remove, ours):
            pass
    for network in client.api.networks(filters=filters):
        if _belongs(network["Labels"][INSTALLATION], installation):
            with suppress(APIError):
                client.api.remove_network(network["Id"])


def _belongs(label: str, installation: str) -> bool:
    return fnmatch.fnmatchcase(label, installation)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
