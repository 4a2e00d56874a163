"""The way to an engine. It never leads through a proxy: proxies are for what images fetch, not for us."""

import os
from pathlib import Path
from typing import Any

import docker
from docker.tls import TLSConfig


class _StraightApi(docker.APIClient):
    """HTTP_PROXY and its like mean nothing to it. It asks its first question while it is made, so it is born that way."""

    @property
    def trust_env(self) -> bool:
        return False

    @trust_env.setter
    def trust_env(self, value: bool) -> None:
        """What requests sets for itself is left aside."""


class EngineClient(docker.DockerClient):
    """A DockerClient that goes straight to the engine: by unix://, or by tcp:// with TLS where DOCKER_CERT_PATH is set."""

    def __init__(self, base_url: str, **options: Any) -> None:
        self.api = _StraightApi(base_url, tls=_certificates(base_url), **options)


def _certificates(url: str) -> TLSConfig | bool:
    """As the engine's own programs have it: ca.pem says who the engine is, cert.pem and key.pem who we are."""
    folder = os.environ.get("DOCKER_CERT_PATH", "")
    if not folder or not url.startswith("tcp://"):
        return False
    ours = (str(Path(folder, "cert.pem")), str(Path(folder, "key.pem")))
    return TLSConfig(client_cert=ours, ca_cert=str(Path(folder, "ca.pem")), verify=True)
