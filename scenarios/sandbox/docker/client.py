"""The way to an engine. It never leads through a proxy: proxies are for what images fetch, not for us."""

from typing import Any

import docker


class _StraightApi(docker.APIClient):
    """HTTP_PROXY and its like mean nothing to it. It asks its first question while it is made, so it is born that way."""

    @property
    def trust_env(self) -> bool:
        return False

    @trust_env.setter
    def trust_env(self, value: bool) -> None:
        """What requests sets for itself is left aside."""


class EngineClient(docker.DockerClient):
    """A DockerClient that goes straight to the engine."""

    def __init__(self, **options: Any) -> None:
        self.api = _StraightApi(**options)
