"""Taking away whatever an installation has on the engine, without its database: for `make clean` and test runs.

    python -m scenarios.sandbox.cleaning NAME      "NAME*" takes every installation that begins so: a test run's
"""

import fnmatch
import os
import sys

import docker
from docker.errors import APIError, DockerException, NotFound

from scenarios.sandbox.labels import INSTALLATION


def main(installation: str) -> int:
    """The exit code. A network that something else still uses stays."""
    url = os.environ.get("GAMEDAY_DOCKER_URL", "unix:///var/run/docker.sock")
    try:
        sweep(docker.DockerClient(base_url=url, timeout=60), installation)
    except DockerException as error:
        print(str(error)[:300], file=sys.stderr)
        return 1
    return 0


def sweep(client: docker.DockerClient, installation: str) -> None:
    """Containers, then networks, with a label of such an installation."""
    filters = {"label": INSTALLATION}
    for seen in client.api.containers(all=True, filters=filters):
        if _belongs(seen["Labels"][INSTALLATION], installation):
            try:
                client.api.remove_container(seen["Id"], force=True, v=True)
            except NotFound:
                continue
    for network in client.api.networks(filters=filters):
        if _belongs(network["Labels"][INSTALLATION], installation):
            try:
                client.api.remove_network(network["Id"])
            except APIError:
                continue


def _belongs(label: str, installation: str) -> bool:
    return fnmatch.fnmatchcase(label, installation)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
