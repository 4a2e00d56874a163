"""HTTP: POST /recognise takes the bytes of a picture; /healthz looks at a drawing of its own; /alive names the release."""

import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from .features import features
from .model import load
from .pictures import MAX_BYTES, Refused, read

HERE = Path(__file__).resolve().parent
RELEASE = HERE.parent.name
MODEL = load()
STATUS = {
    200: "200 OK", 404: "404 Not Found", 405: "405 Method Not Allowed", 413: "413 Content Too Large",
    415: "415 Unsupported Media Type", 422: "422 Unprocessable Content", 500: "500 Internal Server Error",
}  # fmt: skip
Environ = dict[str, Any]
Answer = tuple[int, str | dict[str, Any]]


def recognise(environ: Environ) -> Answer:
    if environ["REQUEST_METHOD"] != "POST":
        return 405, {"error": "POST the bytes of a picture."}
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MAX_BYTES:
        return 413, {"error": f"The picture has {length} bytes; we take up to {MAX_BYTES}."}
    try:
        guess = MODEL.guess(features(read(environ["wsgi.input"].read(length))))
    except Refused as refusal:
        return refusal.status, {"error": str(refusal)}
    return 200, {"breed": guess.breed, "confidence": guess.confidence}


def healthz(environ: Environ) -> Answer:
    started = perf_counter()
    guess = MODEL.guess(features(read((HERE / "selftest.png").read_bytes())))
    right = guess.breed == "tuxedo"
    return 200 if right else 500, {
        "status": "ok" if right else "failing",
        "release": RELEASE,
        "breeds": list(MODEL.breeds),
        "selftest": {"breed": guess.breed, "confidence": guess.confidence, "ms": round((perf_counter() - started) * 1000, 1)},
    }


def alive(environ: Environ) -> Answer:
    return 200, RELEASE


ROUTES: dict[str, Callable[[Environ], Answer]] = {"/recognise": recognise, "/healthz": healthz, "/alive": alive}


def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    started = perf_counter()
    route = ROUTES.get(environ["PATH_INFO"])
    status, answer = route(environ) if route else (404, {"error": "There is /recognise, /healthz and /alive."})
    body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
    kind = "text/plain" if isinstance(answer, str) else "application/json"
    start_response(STATUS[status], [("Content-Type", kind), ("Content-Length", str(len(body))), ("X-Release", RELEASE)])
    if route is not alive:
        _log(environ, status, started)
    return [body]


def _log(environ: Environ, status: int, started: float) -> None:
    line = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": "request",
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"],
        "status": status,
        "ms": round((perf_counter() - started) * 1000, 1),
        "request_id": environ.get("HTTP_X_REQUEST_ID", ""),
        "release": RELEASE[:10],
    }
    print(json.dumps(line), file=sys.stdout, flush=True)
