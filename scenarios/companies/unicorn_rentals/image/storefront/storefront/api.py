"""What programs see: prices, bookings, certificates, health."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, request

from . import RELEASE, bookings, certificates, health
from .pages import shop
from .stable import LONGEST_RENTAL

routes = Blueprint("api", __name__)


@routes.get("/api/price")
def price() -> Response:
    unicorn = bookings.whole("unicorn", request.args.get("unicorn"), 1, 10**9)
    days = bookings.whole("days", request.args.get("days"), 1, LONGEST_RENTAL)
    cents = shop().price(unicorn, days)
    if cents is None:
        raise bookings.Refused(404, f"unicorn: we have none with the number {unicorn}.")
    return jsonify(unicorn=unicorn, days=days, price_cents=cents)


@routes.post("/api/bookings")
def book() -> tuple[Response, int]:
    asked = bookings.wish(request.get_json(silent=True), date.today())
    number, cents = bookings.rent(shop(), asked)
    return jsonify(booking=number, price_cents=cents), 201


@routes.get("/api/bookings")
def list_bookings() -> Response:
    customer = request.args.get("customer", "").strip()
    if not customer:
        raise bookings.Refused(422, "customer: whose bookings?")
    return jsonify(customer=customer, bookings=[_plain(row) for row in shop().stable.bookings_of(customer)])


@routes.post("/api/certificates")
def certify() -> Response:
    """The house asks here, with a PKCS #10 request as the body; the edge lets no customer through to this."""
    days = request.args.get("days")
    wanted = None if days is None else bookings.whole("days", days, 1, certificates.LONGEST_DAYS)
    found = certificates.certify(request.get_data(), request.args.get("name", ""), wanted)
    return Response(found, 201, mimetype="application/x-pem-file")


@routes.get("/healthz")
def healthz() -> tuple[Response, int]:
    found = health.report(shop())
    return jsonify(found), 503 if found["status"] == "failing" else 200


@routes.get("/alive")
def alive() -> Response:
    return Response(RELEASE, mimetype="text/plain")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "booking": row["id"], "unicorn": row["unicorn_id"], "starts_on": row["starts_on"].isoformat()}
