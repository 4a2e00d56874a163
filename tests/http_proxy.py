"""A small real HTTP proxy: it answers every request itself with the word hay, and remembers what it was asked for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAMES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


class HttpProxy:
    """`asked` holds the addresses, in order: whole ones for HTTP, host:port for what wants a tunnel (CONNECT)."""

    def __init__(self, host: str) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def __getattr__(self, name: str) -> Callable[[], None]:
                if name.startswith("do_"):  # whatever the method
                    return self.answer
                raise AttributeError(name)

            def answer(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"hay\n")

            def log_message(self, format: str, *args: object) -> None:
                """Nothing is printed."""

        self.server = ThreadingHTTPServer((host, 0), Handler)
        self.port: int = self.server.server_address[1]

    def environment(self, host: str = "127.0.0.1") -> dict[str, str]:
        """The variables that lead every program through it which asks for them."""
        return {"NO_PROXY": "", "no_proxy": ""} | dict.fromkeys(NAMES, f"http://{host}:{self.port}")


@contextmanager
def http_proxy(host: str = "127.0.0.1") -> Iterator[HttpProxy]:
    proxy = HttpProxy(host)
    thread = threading.Thread(target=proxy.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.server.shutdown()
        proxy.server.server_close()
        thread.join()
