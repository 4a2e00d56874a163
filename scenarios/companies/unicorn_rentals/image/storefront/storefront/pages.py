"""What people see."""

from datetime import date, timedelta
from uuid import uuid4

from flask import Blueprint, Response, abort, current_app, g, jsonify, redirect, render_template, request, url_for
from unicorn_art.svg import draw

from . import bookings, settings, spool
from .pricing import price_cents
from .shop import Shop
from .stable import BREEDS, LONGEST_RENTAL

routes = Blueprint("pages", __name__)
CALENDAR_DAYS = 28


def shop() -> Shop:
    return current_app.config["SHOP"]


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


@routes.get("/")
def home() -> str:
    return catalogue("", 1)


@routes.get("/unicorns")
def unicorns() -> str:
    breed = request.args.get("breed", "")
    if breed and breed not in BREEDS:
        abort(404, f"We have no breed called {breed[:40]!r}. There is {', '.join(BREEDS)}.")
    return catalogue(breed, bookings.whole("page", request.args.get("page") or 1, 1, 10_000))


def catalogue(breed: str, page: int) -> str:
    found = shop().catalogue(breed, page)
    for unicorn in found["unicorns"]:
        unicorn["price_cents"] = price_cents(unicorn["day_cents"], 1, unicorn["demand"])
    return render_template("catalogue.html", breeds=BREEDS, breed=breed, page=page, pages=found["pages"], unicorns=found["unicorns"], leaders=shop().leaders())


@routes.get("/unicorns/<int:unicorn_id>")
def unicorn(unicorn_id: int) -> str:
    found = shop().stable.unicorn(unicorn_id)
    if found is None:
        abort(404, f"We have no unicorn with the number {unicorn_id}.")
    today = date.today()
    taken = {row["starts_on"] + timedelta(days=n) for row in shop().stable.taken(unicorn_id, today, CALENDAR_DAYS) for n in range(row["days"])}
    days = [(day, day in taken) for day in (today + timedelta(days=n) for n in range(CALENDAR_DAYS))]
    free = next((day for day, busy in days[1:] if not busy), today)
    return render_template(
        "unicorn.html", unicorn=found, days=days, free=free, today=today, longest=LONGEST_RENTAL, price=price_cents(found["day_cents"], 1, found["demand"])
    )


@routes.get("/pictures/<breed>/<int:seed>.svg")
def picture(breed: str, seed: int) -> Response:
    if breed not in BREEDS:
        abort(404, "We have no such picture.")
    return Response(draw(breed, seed), mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@routes.post("/bookings")
def book() -> Response:
    asked = bookings.wish(request.form.to_dict(), date.today())
    number, _ = bookings.rent(shop(), asked)
    return redirect(url_for("pages.my_bookings", customer=asked.customer, new=number), 303)


@routes.get("/bookings")
def my_bookings() -> str:
    customer = request.args.get("customer", "").strip()
    found = shop().stable.bookings_of(customer) if customer else []
    return render_template("bookings.html", customer=customer, bookings=found, new=request.args.get("new", type=int))


@routes.get("/recognise")
def recognise_form() -> str:
    return render_template("recognise.html", guess=None)


@routes.post("/recognise")
def recognise() -> Response | str:
    file = request.files.get("picture")
    if file is None:
        raise bookings.Refused(422, "picture: choose a picture first.")
    data = file.read()
    if len(data) > shop().settings.shop.max_picture_bytes:
        raise bookings.Refused(413, "The picture is larger than 2 MB. Nothing was kept; please send a smaller one.")
    upload = spool.keep(shop().settings.shop.spool, f"upload-{uuid4().hex}", data)
    try:
        guess = shop().recognizer.look_at(data, g.request_id)
    finally:
        upload.unlink(missing_ok=True)
    if wants_json():
        return jsonify(breed=guess.breed, confidence=guess.confidence)
    return render_template("recognise.html", guess=guess)


@routes.get("/team.css")
def team_css() -> Response:
    return Response(f":root {{ --team: {settings.team().colour}; }}\n", mimetype="text/css", headers={"Cache-Control": "no-cache"})
