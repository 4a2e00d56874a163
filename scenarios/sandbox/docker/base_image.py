"""Provides the base image of sandboxes: checks for it, pulls it, or imports a root file system from a tar archive.

python -m scenarios.sandbox.docker.base_image present|pull|import < base.tar
"""

import os
import sys

from docker.errors import DockerException

from scenarios.sandbox.docker import build_proxies
from scenarios.sandbox.docker.client import EngineClient
from scenarios.sandbox.docker.images import base_image

PULL_SECONDS = 300


def main(verb: str) -> int:
    """The exit code: 0 if the image is on the engine afterwards. Otherwise the reason is printed on stderr."""
    url = os.environ.get("GAMEDAY_DOCKER_URL", "unix:///var/run/docker.sock")
    try:
        client = EngineClient(base_url=url, timeout=PULL_SECONDS)
        if verb == "import":
            name, _, tag = base_image().partition(":")
            client.api.import_image_from_stream(sys.stdin.buffer, repository=name, tag=tag or "latest")
        elif verb == "pull":
            _pull(client)
        client.images.get(base_image())
    except DockerException as error:
        print(str(error)[:300], file=sys.stderr)
        return 1
    return 0


def _pull(client: EngineClient) -> None:
    try:
        client.images.pull(base_image())
    except DockerException:
        if advice := build_proxies.advice_for_pulling(client):
            print(advice, file=sys.stderr)
        raise


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
