"""Makes the film of its material: gzip of JSON in the format that the player draws. Pure; runs in a process of its own."""

import gzip
import json
from collections.abc import Callable, Iterable
from typing import Any

from scoring.afterwards.film.drawing.events import EventReader
from scoring.afterwards.film.drawing.looks import Styles
from scoring.afterwards.film.drawing.screens import Reel, draw_reel
from scoring.afterwards.film.material import Material, Tape
from scoring.afterwards.film.timing import FilmTime, film_time

VERSION = 1
FRAMES_A_SECOND = 4.0
LEAST_RATE = 0.05
MOST_BYTES = 60_000  # with the typefaces and what the player itself needs, a first view stays below 150 kB
TRIES = 3
MOST_SHOWN = 1_000_000  # characters: of terminals that have shown more, frames are fewer from the start
MOST_DETAIL = 2_000  # characters of one diff
MOST_DETAILS = 40_000  # of all
UNREAD, THINNED = "unread", "thinned"  # keys of Material.sentences

Data = dict[str, Any]


def compose_film(material: Material) -> bytes:
    """The film as gzip of JSON. Where it gets too large, its terminals are drawn less often, and it says so."""
    reels, unread = _reels(material.tapes)
    time = _time(material, reels)
    missing = [*material.missing, *([material.sentences[UNREAD]] if unread else [])]
    shown = sum(len(data) for reel in reels for _at, _code, data in reel.events)
    rate, body = max(FRAMES_A_SECOND * min(1.0, MOST_SHOWN / max(shown, 1)), LEAST_RATE), b""
    for _attempt in range(TRIES):
        told = [*missing, *([material.sentences[THINNED]] if rate < FRAMES_A_SECOND else [])]
        body = _packed(_film(material, reels, time, rate, told))
        if len(body) <= MOST_BYTES or rate <= LEAST_RATE or not reels:
            break
        rate = max(rate * MOST_BYTES / len(body) * 0.7, LEAST_RATE)
    return body


def _packed(film: Data) -> bytes:
    text = json.dumps(film, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(errors="replace"), 7, mtime=0)


def _reels(tapes: Iterable[Tape]) -> tuple[list[Reel], int]:
    """The tapes with their events, and how much of them could not be read."""
    reels, unread = [], 0
    for tape in tapes:
        reader = EventReader()
        events = [(round(tape.began + at, 3), code, data) for at, code, data in reader.events(tape.parts)]
        reels.append(Reel(tape, events))
        unread += reader.unread
    return reels, unread


def _time(material: Material, reels: list[Reel]) -> FilmTime:
    work = [at for reel in reels for at in reel.moments]
    work += [act.at for act in material.acts] + [line.at for line in material.chat]
    return film_time(material.lasts, work=work, marks=[mark.at for mark in material.marks], pauses=material.pauses)


def _film(material: Material, reels: list[Reel], time: FilmTime, rate: float, missing: list[str]) -> Data:
    def at(real: float) -> float:
        return round(time.film_at(real), 2)

    styles = Styles()
    screens: dict[str, list[Data]] = {seat: [] for seat in material.seats}
    for reel in reels:
        for seat, screen in draw_reel(reel, time, rate=rate, styles=styles):
            screens.setdefault(seat, []).append(screen)
    for those in screens.values():
        those.sort(key=lambda screen: screen["from"])
    return {
        "v": VERSION,
        **material.about,
        "length": round(time.length, 2),
        "map": [list(point) for point in time.points],
        "styles": styles.rows,
        "screens": screens,
        "acts": _acts(material, at),
        "chat": [
            {"t": at(row.at), "seat": row.seat, "name": row.name, "text": row.text} for row in _ordered(material.chat)
        ],
        "mood": _curve(material.mood, at),
        "points": _curve(material.points, at),
        "marks": [{"t": at(row.at), "kind": row.kind, "text": row.text} for row in _ordered(material.marks)],
        "captions": [{"t": at(row.at), "text": row.text} for row in _ordered(material.captions)],
        "missing": missing,
    }


def _ordered(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.at)


def _acts(material: Material, at: Callable[[float], float]) -> list[Data]:
    left, acts = MOST_DETAILS, []
    for row in _ordered(material.acts):
        detail = row.detail[: min(MOST_DETAIL, left)]
        left -= len(detail)
        cut = detail + "\n…" if len(detail) < len(row.detail) else detail
        acts.append({"t": at(row.at), "seat": row.seat, "verb": row.verb, "text": row.text, "detail": cut})
    return acts


def _curve(rows: Iterable[tuple[float, float]], at: Callable[[float], float]) -> list[list[float]]:
    """[[film, value], …]: of two at one moment of film the later one, and only where the value is another."""
    latest = {at(real): value for real, value in rows}
    curve: list[list[float]] = []
    for moment, value in latest.items():
        if not curve or curve[-1][1] != value:
            curve.append([moment, value])
    return curve
