"""Makes one film: gathers its material, has it composed, and writes it where nobody has asked for another one meanwhile."""

from datetime import datetime, timedelta

import structlog
from django.utils.translation import gettext_lazy as _lazy

from gameday.background import row_lock
from gameday.background.running_clock import RunningClock
from gameday.language import vocabulary
from scoring.afterwards.film.composer import compose_elsewhere
from scoring.afterwards.film.gathering import gather_material
from scoring.models import Film, FilmState

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 4
AGAIN_AFTER = timedelta(seconds=10)  # doubled by each attempt
GAVE_UP = _lazy("It was tried {attempts} times. At last: {why}")


def make_film(film_id: int, now: datetime) -> bool:
    """Make a film that was claimed; says whether it is ready now. Nothing happens where another worker is at it.

    Where that fails it is tried again, ever later, and given up in the end: then `problem` says so.
    """
    with row_lock.hold_row_lock(Film(pk=film_id)) as mine:
        film = _claimed(film_id) if mine else None
        return film is not None and _try(film, now)


def _claimed(film_id: int) -> Film | None:
    rows = Film.objects.filter(pk=film_id, state=FilmState.MAKING).defer("body")
    needed = ("gameday", "team", "scenario", "acknowledged_by")
    return rows.select_related(*(f"incident__{each}" for each in needed)).first()


def _try(film: Film, now: datetime) -> bool:
    moment = RunningClock(now)
    try:
        body = compose_elsewhere(gather_material(film.incident))
    except Exception as error:
        log.exception("film_failed", incident=film.incident_id, attempt=film.attempts)
        _note_failure(film, f"{type(error).__name__}: {error}", moment.now())
        return False
    return _write(
        film, state=FilmState.READY, made_at=moment.now(), body=body, size=len(body), next_at=None, problem=""
    )


def _note_failure(film: Film, why: str, now: datetime) -> None:
    if film.attempts < MOST_ATTEMPTS:
        later = now + AGAIN_AFTER * 2 ** (film.attempts - 1)
        _write(film, state=FilmState.WAITING, next_at=later, problem=why[:1000])
    else:
        give_up(film, why)


def give_up(film: Film, why: str) -> bool:
    """No further attempt; the page says why."""
    sentence = vocabulary.say_in_language_of(film.incident.gameday, GAVE_UP)
    told = sentence.format(attempts=film.attempts, why=why[:1000])
    return _write(film, state=FilmState.FAILED, next_at=None, problem=told)


def _write(film: Film, **columns: object) -> bool:
    """Unless another worker has taken the film over, or it was asked for anew: what this one saw is out of date then."""
    mine = Film.objects.filter(pk=film.pk, state=FilmState.MAKING, asked_at=film.asked_at, attempts=film.attempts)
    return mine.update(**columns) == 1
