"""What a film is made of, in seconds of real time since its start. Plain data: it is handed to another process."""

from dataclasses import dataclass, field
from typing import Any

Span = tuple[float, float]


@dataclass(frozen=True)
class Tape:
    """The recording of one shell. `began` and `ended` may lie before and after the film."""

    service: str
    name: str
    seat: str  # of who opened it; "m" events hand it on
    columns: int
    rows: int
    began: float
    ended: float | None  # None: it goes on after the film
    parts: tuple[bytes, ...] = ()  # as RecordingPart holds them
    blanked: bool = False  # by who typed there: its screen stays empty


@dataclass(frozen=True)
class FilmMark:
    at: float
    kind: str
    text: str


@dataclass(frozen=True)
class Caption:
    at: float
    text: str


@dataclass(frozen=True)
class Act:
    at: float
    seat: str
    verb: str
    text: str
    detail: str


@dataclass(frozen=True)
class Saying:
    """A line of the chat that the team has chosen to show."""

    at: float
    seat: str
    name: str
    text: str


@dataclass(frozen=True)
class Material:
    about: dict[str, Any]  # goes into the film as it is: whose it is, and what of
    lasts: float
    seats: tuple[str, ...]
    pauses: tuple[Span, ...] = ()
    tapes: tuple[Tape, ...] = ()
    marks: tuple[FilmMark, ...] = ()
    captions: tuple[Caption, ...] = ()
    acts: tuple[Act, ...] = ()
    chat: tuple[Saying, ...] = ()
    mood: tuple[tuple[float, float], ...] = ()  # (when, share of the journeys that worked)
    points: tuple[tuple[float, int], ...] = ()  # (when, points since the start)
    missing: tuple[str, ...] = ()
    sentences: dict[str, str] = field(default_factory=dict)  # what composing may have to add to `missing`
