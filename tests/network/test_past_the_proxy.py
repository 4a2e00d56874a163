"""HTTP_PROXY and its like are for image builds. What we ask of ourselves, of shops and of the engine never goes there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scenarios import probes
from scenarios.document.vocabulary import ProbeUse
from tests.http_proxy import http_proxy

ROOT = Path(__file__).resolve().parents[2]
ASK_ENGINE = """
import sys
from scenarios.sandbox.docker.client import EngineClient
try:
    EngineClient(base_url=sys.argv[1], timeout=5).version()
except Exception as error:
    print(error)
"""


@pytest.fixture
def proxy(monkeypatch):
    with http_proxy() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def server():
    """Somebody who is asked: it keeps what it was asked for, too."""
    with http_proxy() as running:
        yield running


def test_the_customers_of_the_referee_go_straight_to_the_shop(proxy, server):
    probes.read_probe_now(ProbeUse(probe="browse"), base_url=f"http://127.0.0.1:{server.port}")
    assert len(server.asked) == 1
    assert proxy.asked == []


def test_the_engine_is_asked_straight(proxy, server):
    subprocess.run([sys.executable, "-c", ASK_ENGINE, f"tcp://127.0.0.1:{server.port}"], cwd=ROOT, check=True)
    assert server.asked != []
    assert proxy.asked == []


@pytest.mark.parametrize("name", ["web", "terminals"])
def test_composes_health_checks_go_straight(proxy, server, name):
    document = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    _, program, *words = document["services"][name]["healthcheck"]["test"]
    words = [word.replace("localhost:8000", f"127.0.0.1:{server.port}") for word in words]
    done = subprocess.run([sys.executable, *words], check=False, capture_output=True, text=True)
    assert (program, done.returncode, done.stderr) == ("python3", 0, "")
    assert server.asked == ["/readyz"]
    assert proxy.asked == []


def test_nothing_of_ours_opens_addresses_as_the_environment_says():
    """Whoever opens one says ProxyHandler({}); in sandboxes, where there is no such environment, nobody has to."""
    inside = re.compile(r"scenarios/(companies|library|template)/|gameday/workshop/inside/")
    ours = [path for folder in ("gameday", "scoring", "scenarios") for path in (ROOT / folder).rglob("*.py")]
    suspects = [
        str(path.relative_to(ROOT))
        for path in ours
        if not inside.search(str(path))
        if re.search(r"\burlopen\(|trust_env=True|\brequests\.(get|post)\(", path.read_text())
    ]
    assert suspects == []
