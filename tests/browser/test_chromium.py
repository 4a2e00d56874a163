"""The tests' own Chromium: a network that comes or goes on the machine does not disturb it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import docker
import pytest
from django.conf import settings

from scenarios.sandbox.labels import INSTALLATION

pytestmark = [pytest.mark.engine, pytest.mark.browser]
SCRIPTS = 40


class Page(BaseHTTPRequestHandler):
    """A page of many scripts, each of which counts itself."""

    def do_GET(self) -> None:
        tags = "".join(f'<script src="/script-{number}"></script>' for number in range(SCRIPTS))
        script = self.path.startswith("/script")
        body = b"window.arrived = (window.arrived || 0) + 1;" if script else b"<!doctype html>" + tags.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if script else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """Log nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def networks() -> Iterator[list[str]]:
    """Networks that come and go all the time; grows with each of them."""
    client, over, gone = docker.DockerClient(base_url=settings.DOCKER_URL), threading.Event(), []

    def come_and_go() -> None:
        while not over.is_set():
            network = client.networks.create("passing", labels={INSTALLATION: settings.INSTALLATION})
            network.remove()
            gone.append(network.id)

    thread = threading.Thread(target=come_and_go)
    thread.start()
    yield gone
    over.set()
    thread.join()


def test_pages_load_while_networks_of_the_machine_come_and_go(window, address, networks):
    page, failed = window(), []
    page.on("requestfailed", lambda request: failed.append(request.failure))
    loaded = 0
    while len(networks) < 10 or loaded < 3:
        page.goto(address)
        assert page.evaluate("window.arrived") == SCRIPTS
        loaded += 1
    assert failed == []
