"""The bank's till, port 8002: POST /charges takes money, GET /charges?customer=NAME says whose, GET /takings how much it had to do.

A charge that was begun is booked, whether or not the caller still waits. Who names an Idempotency-Key pays once, however
often they ask under it; who names none pays each time.
"""

import json
import threading
from configparser import ConfigParser
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep
from urllib.parse import parse_qs, urlsplit

CONFIG = Path("/etc/unicorn/till.conf")


class Busy(Exception):
    """The queue reaches the street."""


class Till:
    """Charges, in the order of their booking; the book on the disk has all of them. Thread-safe."""

    def __init__(self) -> None:
        self.asked = self.inside = 0
        self.book = Path(settings()["book"])
        self.charges = [json.loads(line) for line in self.book.open()] if self.book.exists() else []
        self.by_key = {charge["key"]: charge for charge in self.charges if charge["key"]}
        self._counting: set[str] = set()
        self._changed = threading.Condition()

    def charge(self, key: str, customer: str, cents: int) -> tuple[dict, bool]:
        """The charge, and whether it is a new one. Raises Busy."""
        rules = settings()
        with self._changed:
            self.asked += 1
            if self.inside >= int(rules["clerks"]) + int(rules["queue"]):
                raise Busy
            self.inside += 1
        try:
            return self._take(key, customer, cents, rules)
        finally:
            with self._changed:
                self.inside -= 1

    def _take(self, key: str, customer: str, cents: int, rules: dict) -> tuple[dict, bool]:
        number = object()
        with self._counter(key or str(id(number)), int(rules["clerks"])):
            if key in self.by_key:
                return self.by_key[key], False
            sleep(float(rules["seconds"]))
            with self._changed:
                charge = {"charge": len(self.charges) + 1, "at": now(), "key": key, "customer": customer, "cents": cents}
                with self.book.open("a") as file:
                    file.write(json.dumps(charge) + "\n")
                self.charges.append(charge)
                if key:
                    self.by_key[key] = charge
            return charge, True

    @contextmanager
    def _counter(self, name: str, clerks: int):
        """A clerk, one at most for the same key at the same time."""
        with self._changed:
            self._changed.wait_for(lambda: name not in self._counting and len(self._counting) < clerks)
            self._counting.add(name)
        try:
            yield
        finally:
            with self._changed:
                self._counting.discard(name)
                self._changed.notify_all()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/charges":
            customer = parse_qs(url.query).get("customer", [""])[0]
            self._send({"charges": [charge for charge in TILL.charges if charge["customer"] == customer]})
        elif url.path == "/takings":
            self._send({"asked": TILL.asked, "charged": len(TILL.charges), "inside": TILL.inside})
        else:
            self._send({"error": "There is /charges and /takings."}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            wish = json.loads(body)
            customer, cents = str(wish["customer"]), int(wish["cents"])
        except (ValueError, TypeError, KeyError):
            self._send({"error": "A charge has a customer and cents."}, 422)
            return
        key = self.headers.get("Idempotency-Key", "")
        try:
            charge, new = TILL.charge(key, customer, cents)
        except Busy:
            say("busy", key=key, customer=customer)
            self._send({"error": "The queue reaches the street. Come back later, not sooner."}, 503)
            return
        say("charged" if new else "charged before", key=key, customer=customer, cents=cents)
        self._send(charge, 201 if new else 200)

    def _send(self, answer: dict, status: int = 200) -> None:
        body = json.dumps(answer).encode() + b"\n"
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            say("nobody waited for the answer")

    def log_message(self, *args: object) -> None:
        """What the till does is said by `say`."""


def settings() -> dict:
    file = ConfigParser()
    file.read(CONFIG)
    return dict(file["till"])


def say(event: str, **facts: object) -> None:
    print(json.dumps({"at": now(), "event": event, **facts}), flush=True)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


if __name__ == "__main__":
    TILL = Till()
    ThreadingHTTPServer.daemon_threads = True
    ThreadingHTTPServer(("", int(settings()["port"])), Handler).serve_forever()
