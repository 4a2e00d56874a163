"""A film written by hand: two minutes in which a Dev and an Ops mend a slow shop. It has all that a film may have.

Names run from right to left, texts look like HTML, links and escape sequences, one stretch was blanked, and one seat has two
terminals at once.
"""

import gzip
import json
from typing import Any

from gameday.names import isolate

LENGTH = 120.0
GREEN, RED, PATH, PICKED, LINK, EXACT = range(1, 7)
STYLES: list[dict[str, Any]] = [
    {"fg": "green", "bold": True},
    {"fg": "brightred", "bold": True},
    {"fg": "brightblue"},
    {"fg": "black", "bg": "yellow"},
    {"underline": True, "fg": "cyan"},
    {"fg": "#ffaf5f", "reverse": True},
]
DEV_NAME = "דורה Levi 🦄"
OPS_NAME = "Otto <b>Ops</b>"
NASTY = "<img src=x onerror=document.title='broken'> \\x1b[31m https://example.com"
DIFF = """\
--- a/storefront/app/prices.py
+++ b/storefront/app/prices.py
@@ -12,7 +12,7 @@ def price_of(unicorn):
     rate = rates.get(unicorn.kind)
-    for day in calendar.all_days():
-        total += bookings.count(day)
+    total = bookings.count_between(start, end)
     return total * rate"""


def sample_film(incident: int = 1, **changes: Any) -> dict[str, Any]:
    """The film as JSON's values."""
    film = {
        "v": 1,
        "incident": incident,
        "title": "Three hundred small questions",
        "scenario": "small-questions",
        "team": {"id": 1, "name": "The Night Mares", "colour": "#0f8b80", "emblem": "🌈"},
        "starts_at": "2031-05-17T09:00:00+00:00",
        "state": "resolved",
        "voided": False,
        "length": LENGTH,
        "map": [[0, 0], [40, 200], [60, 560], [LENGTH, 1100]],
        "styles": STYLES,
        "screens": {"dev": dev_screens(), "ops": ops_screens()},
        "acts": acts(),
        "chat": chat(),
        "mood": [[0, 1], [4, 0.75], [9, 0.25], [30, 0.25], [52, 0.5], [78, 0.75], [96, 1]],
        "points": points(),
        "marks": marks(),
        "captions": captions(),
        "missing": [
            "Otto took 0:52 to 1:06 of the edge's terminal out of the recording.",
            f"A sentence that looks like HTML: {NASTY}",
        ],
    }
    return film | changes


def packed(film: dict[str, Any]) -> bytes:
    """As it lies in Film.body."""
    return gzip.compress(json.dumps(film, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def shell(service: str, person: str, begins: float, ends: float, steps: list[tuple[str, list[Any]]]) -> dict[str, Any]:
    """A terminal in which each command is typed letter by letter, and its lines appear at once."""
    prompt = [[f"root@{service}", GREEN], [":", 0], ["~", PATH], ["# ", 0]]
    wide = len(f"root@{service}:~# ")
    rows: list[list[Any]] = [prompt]
    frames = [_frame(begins, rows, key=True, cursor=[wide, 0])]
    t, every = begins, (ends - begins) / (sum(len(typed) + 14 for typed, _ in steps) + 1)
    for typed, output in steps:
        for letters in range(1, len(typed) + 1):
            t += every
            rows[-1] = [*prompt, [typed[:letters], 0]]
            place = len(rows) - 1
            key = t - max(frame["t"] for frame in frames if frame["key"]) >= 20
            frames.append(_frame(t, rows, key=key, cursor=[wide + letters, place], only=[place]))
        t += every * 4
        rows = [*rows, *output, prompt][-22:]
        frames.append(_frame(t, rows, key=True, cursor=[wide, len(rows) - 1]))
        t += every * 10
    return {
        "from": begins,
        "until": ends,
        "service": service,
        "name": person,
        "columns": 96,
        "rows": 24,
        "frames": frames,
    }


def _frame(
    t: float, rows: list[list[Any]], *, key: bool, cursor: list[int], only: list[int] | None = None
) -> dict[str, Any]:
    shown = range(len(rows)) if key or only is None else only
    lines = {str(row): rows[row] for row in shown if rows[row]}
    return {"t": round(t, 2), "key": key, "lines": lines, "cursor": cursor}


def dev_screens() -> list[dict[str, Any]]:
    log = [
        [["10:02:11 ", PATH], ["INFO ", GREEN], ["GET /unicorns/17/price 200 ", 0], ["4180 ms", RED]],
        [["10:02:15 ", PATH], ["WARN ", PICKED], [" 312 queries in one request 🐌 遅い", 0]],
        [["10:02:19 ", PATH], ["INFO ", GREEN], [f"agent: {NASTY}", 0]],
    ]
    code = [
        [["12  ", PATH], ["def ", EXACT], [" price_of(unicorn):", 0]],
        [["13      ", PATH], ["for day in calendar.all_days():", 0]],
        [["14          ", PATH], ["total += bookings.count(day)", RED]],
    ]
    tests = [[["✓ ", GREEN], ["test_a_price_is_one_question", 0]], [["✓ ", GREEN], ["41 passed in 3.1 s", 0]]]
    first = shell(
        "workbench",
        DEV_NAME,
        3,
        58,
        [("tail -n 3 /var/log/storefront.log", log), ("sed -n 12,14p app/prices.py", code)],
    )
    pushed = [[["To ", 0], ["git://pipeline/storefront.git", LINK]]]
    typed = [("pytest -q tests/test_prices.py", tests), ("git push origin main", pushed)]
    second = shell("workbench", DEV_NAME, 62, 112, typed)
    return [first, second]


def ops_screens() -> list[dict[str, Any]]:
    top = [
        [["  PID  %CPU  %MEM  COMMAND", PICKED]],
        [["  214  ", 0], ["97.2", RED], ["  11.0  postgres: storefront SELECT", 0]],
        [["  198   2.1   4.3  gunicorn: worker", 0]],
    ]
    asked = [
        [[" calls │ mean ms │ query", PATH]],
        [["─" * 7 + "┼" + "─" * 9 + "┼" + "─" * 40, 0]],
        [[" 93616 │    0.04 │ SELECT count(*) FROM bookings WHERE day = $1", 0]],
    ]
    blanked = {"from": 52, "until": 66, "service": "edge", "name": OPS_NAME, "columns": 80, "rows": 24, "frames": []}
    main = shell("database", OPS_NAME, 2, 52, [("top -b -n 1 | head -3", top), ("psql -f /runbook/slow.sql", asked)])
    beside = shell("edge", OPS_NAME, 20, 30, [("tail /var/log/nginx/access.log", [[["499 499 499", RED]]])])
    after = shell(
        "edge", OPS_NAME, 66, 118, [("curl -s -o /dev/null -w '%{time_total}' shop/price", [[["0.081", GREEN]]])]
    )
    return [main, beside, blanked, after]


def acts() -> list[dict[str, Any]]:
    return [
        {"t": 12, "seat": "ops", "verb": "acknowledge", "text": "We are on it", "detail": ""},
        {"t": 70, "seat": "dev", "verb": "workshop", "text": "Saved storefront/app/prices.py", "detail": DIFF},
        {"t": 88, "seat": "ops", "verb": "console", "text": "Restart", "detail": "storefront"},
        {"t": 106, "seat": "dev", "verb": "key", "text": "Turned the Dev key", "detail": ""},
        {"t": 108, "seat": "ops", "verb": "key", "text": "Turned the Ops key", "detail": ""},
    ]


def chat() -> list[dict[str, Any]]:
    return [
        {"t": 24, "seat": "ops", "name": OPS_NAME, "text": "93 000 calls of the same query. Is that you?"},
        {"t": 34, "seat": "dev", "name": DEV_NAME, "text": "אוי. Yes: one for each day of the calendar 🙈"},
        {"t": 37, "seat": "ops", "name": OPS_NAME, "text": NASTY},
        {"t": 92, "seat": "dev", "name": DEV_NAME, "text": "It is out. Do you see it?"},
    ]


def marks() -> list[dict[str, Any]]:
    return [
        {"t": 4, "kind": "effect", "text": "The effect is seen"},
        {"t": 12, "kind": "acknowledged", "text": "Acknowledged"},
        {"t": 16, "kind": "noticed", "text": "First noticed"},
        {"t": 24, "kind": "met", "text": "The halves met"},
        {"t": 45, "kind": "hint", "text": "A hint for 10 points"},
        {"t": 96, "kind": "mended", "text": "Mended"},
        {"t": 106, "kind": "key", "text": "The Dev key"},
        {"t": 108, "kind": "key", "text": "The Ops key"},
        {"t": 116, "kind": "ended", "text": "Closed by both keys"},
    ]


def captions() -> list[dict[str, Any]]:
    return [
        {"t": 0, "text": "All is quiet at the Night Mares."},
        {"t": 4, "text": "Prices take four seconds. Three of four customers give up."},
        {"t": 12, "text": f"{isolate(OPS_NAME)} says: we are on it."},
        {"t": 24, "text": "After 2 minutes the halves meet: Ops asks Dev about the storefront's queries."},
        {"t": 45, "text": "They buy a hint for 10 points."},
        {"t": 70, "text": f"{isolate(DEV_NAME)} changes prices.py: one question instead of three hundred."},
        {"t": 96, "text": "Mended. Every customer is served again."},
        {"t": 116, "text": "Both keys are turned. The incident is closed."},
    ]


def points() -> list[list[float]]:
    losing = [[float(t), -4.0 * (t - 4) / 3] for t in range(4, 97, 4)]
    return [[0, 0], *losing, [97, -60], [106, 20], [112, 95], [LENGTH, 110]]
