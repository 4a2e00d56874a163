"""A corporate proxy: image builds go through it, from Docker's settings or the environment, and nothing else does."""

import json
from ipaddress import ip_network
from itertools import chain
from types import SimpleNamespace

import docker
import pytest
from django.conf import settings
from docker.utils.proxy import ProxyConfig

from scenarios.sandbox import Spec
from scenarios.sandbox.docker import build_proxies, images
from scenarios.sandbox.docker.client import EngineClient
from scenarios.sandbox.docker.engine import DockerEngine
from tests.http_proxy import NAMES, http_proxy

# What `apt-get` would do with the argument, with bash alone.
FETCH = r"""
ARG BASE_IMAGE
FROM $BASE_IMAGE
SHELL ["/bin/bash", "-c"]
RUN echo "no_proxy is $no_proxy"; place=${http_proxy#http://}; exec 3<>/dev/tcp/${place%:*}/${place#*:} \
 && printf 'GET http://packages.example/hay HTTP/1.0\r\n\r\n' >&3 && tail -n 1 <&3 | tee /hay
"""


@pytest.fixture
def no_proxies(monkeypatch, tmp_path):
    """Neither in the environment nor in Docker's settings, whose folder is returned."""
    for name in [*NAMES, "no_proxy", "NO_PROXY"]:
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "docker"
    folder.mkdir()
    monkeypatch.setenv("DOCKER_CONFIG", str(folder))
    return folder


def bridge_address(client: docker.DockerClient) -> str:
    """Where a build finds the machine. An engine that has just made its bridge does not name the gateway: it is the first address."""
    config = client.networks.get("bridge").attrs["IPAM"]["Config"][0]
    return str(config.get("Gateway") or next(ip_network(config["Subnet"]).hosts()))


def build(client, folder, mark) -> tuple[str, list[str]]:
    """Build an image that fetches something; its reference, and what the build said."""
    said: list[str] = []
    folder.mkdir()
    (folder / "Dockerfile").write_text(FETCH)
    (folder / "mark").write_text(mark)  # a digest of its own: no other run's image
    reference = images.build(client, folder, "gameday-test-proxy", report=said.append)
    client.images.remove(reference, force=True)
    return reference, said


@pytest.mark.engine
def test_a_build_fetches_through_the_proxy_of_dockers_own_settings(engine, no_proxies, tmp_path):
    with http_proxy("0.0.0.0") as proxy:
        ours = {"httpProxy": f"http://{bridge_address(engine.client)}:{proxy.port}", "noProxy": "intranet.example"}
        told = {"proxies": {"default": {"httpProxy": "http://192.0.2.9:1"}, settings.DOCKER_URL: ours}}
        (no_proxies / "config.json").write_text(json.dumps(told))
        client = EngineClient(base_url=settings.DOCKER_URL, timeout=120)
        _, said = build(client, tmp_path / "context", engine.installation)
        assert proxy.asked == ["http://packages.example/hay"]
    assert "no_proxy is intranet.example" in said


@pytest.mark.engine
def test_a_build_fetches_through_the_environments_proxy_even_on_loopback(engine, no_proxies, tmp_path, monkeypatch):
    with http_proxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        build(engine.client, tmp_path / "context", engine.installation)
        assert proxy.asked == ["http://packages.example/hay"]


@pytest.mark.engine
def test_what_runs_in_a_sandbox_knows_no_proxy(engine, hut, no_proxies):
    (no_proxies / "config.json").write_text(json.dumps({"proxies": {"default": {"httpProxy": "http://192.0.2.9:1"}}}))
    name = f"{engine.installation}-proxied"
    other = DockerEngine(settings.DOCKER_URL, installation=name, pool=settings.SANDBOX_NETWORK)
    try:
        sandbox = other.provision(Spec("proxied", *hut))
        assert "proxy" not in sandbox.exec("workbench", ["env"]).text.lower()
        labels = {"label": f"gameday.installation={name}"}
        variables = [each.attrs["Config"]["Env"] for each in other.client.containers.list(filters=labels)]
        assert len(variables) == 4
        assert not [each for each in chain.from_iterable(variables) if "proxy" in each.lower()]
    finally:
        other.remove_all()


def client_with(**config) -> docker.DockerClient:
    return SimpleNamespace(api=SimpleNamespace(_proxy_configs=ProxyConfig.from_dict(config)))


def test_dockers_settings_win_over_the_environment_and_both_spellings_are_given():
    environ = {"HTTP_PROXY": "http://env:1", "https_proxy": "http://env:2", "NO_PROXY": "here"}
    assert build_proxies.proxy_arguments(client_with(httpProxy="http://config:3"), environ) == {
        "http_proxy": "http://config:3",
        "HTTP_PROXY": "http://config:3",
        "https_proxy": "http://env:2",
        "HTTPS_PROXY": "http://env:2",
        "no_proxy": "here",
        "NO_PROXY": "here",
    }
    assert build_proxies.proxy_arguments(client_with(), {}) == {}


@pytest.mark.parametrize(
    ("proxy", "network"),
    [
        ("http://127.0.0.1:3128", "host"),
        ("http://user:word@localhost:3128/", "host"),
        ("[::1]:3128", "host"),
        ("proxy.example:3128", None),
        ("http://10.0.0.7:3128", None),
    ],
)
def test_a_proxy_on_loopback_is_reached_from_the_machines_own_network(proxy, network):
    assert build_proxies.build_network({"http_proxy": proxy, "no_proxy": "localhost"}) == network


def test_the_engine_that_knows_no_proxy_is_named_where_there_is_one(no_proxies, monkeypatch):
    client = client_with(httpProxy="http://proxy.example:3128")
    client.info = lambda: {"HttpProxy": "", "HttpsProxy": ""}
    assert "give it to the engine as well" in build_proxies.advice_for_pulling(client)
    client.info = lambda: {"HttpProxy": "http://proxy.example:3128"}
    assert build_proxies.advice_for_pulling(client) == ""
    without = client_with()
    without.info = lambda: {}
    assert build_proxies.advice_for_pulling(without) == ""
