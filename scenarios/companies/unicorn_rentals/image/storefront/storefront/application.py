"""The Flask application: routes, the log line of every request, and what an error looks like."""

import json
import sys
from datetime import UTC, datetime
from time import perf_counter

from flask import Flask, Response, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from . import RELEASE, ROOT, api, bookings, certificates, database, pages, recognition, settings, spool, till
from .shop import Shop

QUIET = ("/alive", "/healthz")


def create_app(shop: Shop) -> Flask:
    app = Flask("storefront", root_path=str(ROOT / "storefront"))
    app.config["MAX_CONTENT_LENGTH"] = shop.settings.shop.max_picture_bytes + 4096
    app.config["SHOP"] = shop
    app.json.sort_keys = False
    app.json.compact = False
    app.jinja_env.filters["money"] = lambda cents: f"{cents / 100:,.2f} €"
    app.context_processor(lambda: {"team": settings.team().name, "release": RELEASE, "slogan": SLOGAN})
    app.register_blueprint(pages.routes)
    app.register_blueprint(api.routes)
    app.before_request(_start)
    app.after_request(_finish)
    refusals = (bookings.Refused, certificates.Refused, recognition.Refused)
    for kind in (*refusals, database.Unavailable, recognition.Unavailable, till.Unavailable, spool.Full, HTTPException, Exception):
        app.register_error_handler(kind, _sorry)
    return app


SLOGAN = (ROOT / "slogan.txt").read_text().strip()


def _start() -> None:
    g.started = perf_counter()
    g.request_id = request.headers.get("X-Request-Id", "")[:64]


def _finish(response: Response) -> Response:
    response.headers["X-Release"] = RELEASE
    if request.path not in QUIET:
        _log("request", status=response.status_code, ms=round((perf_counter() - g.started) * 1000, 1), error=g.get("error"))
    return response


def _sorry(error: Exception) -> tuple[Response | str, int]:
    status, message = _explain(error)
    g.error = f"{type(error).__name__}: {error}"
    if pages.wants_json():
        return jsonify(error=message), status
    return render_template("sorry.html", status=status, message=message), status


def _explain(error: Exception) -> tuple[int, str]:
    match error:
        case bookings.Refused() | certificates.Refused() | recognition.Refused():
            return error.status, str(error)
        case RequestEntityTooLarge():
            return 413, "The picture is larger than 2 MB. Nothing was kept; please send a smaller one."
        case HTTPException():
            return error.code or 500, error.description or "That did not work."
        case database.Unavailable():
            return 503, f"The stable book cannot be opened: {error}"
        case recognition.Unavailable():
            return 503, f"Our expert is not at the desk: {error}"
        case till.Unavailable():
            return 503, f"The money cannot be taken: {error}"
        case spool.Full():
            return 503, f"There is no room to write it down: {error}. Nothing was booked or kept."
    return 500, f"Something broke behind the counter: {type(error).__name__}. It is in the log."


def _log(event: str, **facts: object) -> None:
    line = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "method": request.method,
        "path": request.full_path.rstrip("?"),
        **{key: value for key, value in facts.items() if value is not None},
        "request_id": g.request_id,
        "release": RELEASE[:10],
    }
    print(json.dumps(line), file=sys.stdout, flush=True)
