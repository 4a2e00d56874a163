"""The proxy of a corporate network, for what image builds fetch: as `docker build` has it, from Docker's own settings
(`proxies` in config.json), and else from the environment. Nothing else of ours goes through it.
"""

import ipaddress
import os
from collections.abc import Mapping
from urllib.parse import urlsplit

import docker

NAMES = ("http_proxy", "https_proxy", "ftp_proxy", "no_proxy")


def proxy_arguments(client: docker.DockerClient, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Build arguments, in both spellings. What Docker's settings say of a proxy wins."""
    # docker-py reads these for its own builds; it has no public name for them.
    configured: dict[str, str] = client.api._proxy_configs.get_environment()
    arguments: dict[str, str] = {}
    for name in NAMES:
        if value := configured.get(name) or environ.get(name) or environ.get(name.upper()):
            arguments |= {name: value, name.upper(): value}
    return arguments


def build_network(arguments: Mapping[str, str]) -> str | None:
    """The network for a build. A proxy on the machine's loopback is reached from the machine's own network alone."""
    proxies = (value for name, value in arguments.items() if name in ("http_proxy", "https_proxy"))
    return "host" if any(map(_is_on_loopback, proxies)) else None


def _is_on_loopback(proxy: str) -> bool:
    host = urlsplit(proxy if "//" in proxy else f"//{proxy}").hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def advice_for_pulling(client: docker.DockerClient) -> str:
    """What to do where there is a proxy that the engine itself does not know; "" otherwise."""
    about = client.info()
    if not proxy_arguments(client) or about.get("HttpProxy") or about.get("HttpsProxy"):
        return ""
    return (
        "A proxy is set here, but the engine, which fetches images itself, knows none: give it to the engine as well "
        "(docs/operating.md, “A corporate proxy”), restart the engine and try again."
    )
