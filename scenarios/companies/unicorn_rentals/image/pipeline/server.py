"""The pipeline's HTTP, port 8070: /status for people, /wanted, /running and /releases for the agents, /pushes for the git hook."""

import json
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from releases import SERVICES, Board
from runner import LOGS, RELEASES, Push, Runner, say

PORT = 8070
STATE = Path("/var/lib/unicorn/pipeline.json")
BOARD = Board(STATE)
RUNNER = Runner(BOARD)
SHA = re.compile(r"[0-9a-f]{40}")


class Wrong(Exception):
    """The caller's mistake; the message says which."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        match url.path.strip("/").split("/"):
            case ["status"]:
                self._json(status())
            case ["healthz"]:
                self._json({"status": "ok" if RUNNER.is_alive() else "failing"}, 200 if RUNNER.is_alive() else 503)
            case ["wanted", service] if service in SERVICES:
                query = dict(parse_qsl(url.query))
                self._text(BOARD.wanted(service, query.get("not", ""), 0.1 if "briefly" in query else 20.0))
            case ["releases", service, name] if service in SERVICES and SHA.fullmatch(name.removesuffix(".tar.gz")):
                self._file(RELEASES / service / name)
            case ["logs", service, sha] if service in SERVICES and SHA.fullmatch(sha):
                self._file(LOGS / f"{service}-{sha}.log")
            case _:
                self._json({"error": "There is /status, /healthz, /wanted/S, /releases/S/SHA.tar.gz and /logs/S/SHA."}, 404)

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            match urlsplit(self.path).path.strip("/").split("/"):
                case ["pushes", service] if service in SERVICES:
                    RUNNER.pushes.put(Push(service, _sha(body)))
                    self._json({"queued": RUNNER.pushes.qsize()}, 202)
                case ["running", service] if service in SERVICES:
                    BOARD.running(service, _sha(body), body.get("ok"))
                    self._json({})
                case ["deploy", service] if service in SERVICES:
                    self._json({"sha": _deploy(service, _sha(body), "by hand")}, 202)
                case ["rollback", service] if service in SERVICES:
                    previous = BOARD.previous(service)
                    if previous is None:
                        raise Wrong(f"{service} has no earlier release to go back to.")
                    self._json({"sha": _deploy(service, previous, "rolled back")}, 202)
                case _:
                    self._json({"error": "There is /pushes/S, /deploy/S, /rollback/S and /running/S."}, 404)
        except (Wrong, ValueError) as error:
            self._json({"error": str(error)}, 422)

    def _json(self, answer: dict[str, Any], status: int = 200) -> None:
        self._send(json.dumps(answer, indent=1).encode() + b"\n", "application/json", status)

    def _text(self, answer: str) -> None:
        self._send(answer.encode(), "text/plain", 200)

    def _file(self, path: Path) -> None:
        if path.is_file():
            self._send(path.read_bytes(), "application/octet-stream", 200)
        else:
            self._json({"error": f"There is no {path.name}."}, 404)

    def _send(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(HTTPStatus(status))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """The agents ask all the time; only what changes something is worth a line."""


def status() -> dict[str, Any]:
    busy = RUNNER.busy
    return {
        "runner": {"alive": RUNNER.is_alive(), "queued": RUNNER.pushes.qsize(), "busy": busy and {"service": busy.service, "sha": busy.sha}},
        "services": BOARD.read(),
    }


def _deploy(service: str, sha: str, why: str) -> str:
    if not (RELEASES / service / f"{sha}.tar.gz").is_file():
        raise Wrong(f"{service} has no release {sha[:10]}: only what passed its tests becomes one.")
    BOARD.deploy(service, sha, why)
    say("deploy", service=service, sha=sha, why=why)
    return sha


def _sha(body: Any) -> str:
    sha = str(body.get("sha", "")) if isinstance(body, dict) else ""
    if not SHA.fullmatch(sha):
        raise Wrong("sha: the 40 hexadecimal digits of a commit.")
    return sha


if __name__ == "__main__":
    RUNNER.start()
    say("pipeline", message=f"listening on {PORT}")
    ThreadingHTTPServer(("", PORT), Handler).serve_forever()
