"""The films of all incidents: which there are to be, which is made next, and how far they are. `making` makes one.

While a game day runs anywhere, one film a second is begun at most, and one at a time; afterwards, one after the other.
"""

from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _lazy

from gameday.background import engine_queue
from gameday.celery import app
from gameday.language import vocabulary
from gameday.models import GameDay, Incident, Recording, Transition
from gameday.models.choices import ENDED, GameDayState, IncidentState, Noun
from scoring.afterwards.film import making
from scoring.afterwards.film.composer import composers_at_once
from scoring.models import Film, FilmState

SETTLE = timedelta(seconds=5)  # after the end of an incident: terminals are written down every two seconds
COMMITTED_WITHIN = timedelta(
    seconds=2
)  # of the moment that a taking away bears: until then a film may still have read it
LOST_AFTER = timedelta(seconds=100)  # a worker that has not written its film by then is gone
SPARE = 3  # films more than there is room for: another worker may be quicker with the first
TASK = "scoring.tasks.make_film"
WORKER_LOST = _lazy("each worker that made it was lost.")


def look_after_films(now: datetime) -> None:
    """Each second: films for incidents that have ended, anew where something was taken away, and the next to be made."""
    ask_for_new_films(now)
    renew_outdated_films(now)
    send_due_films(now)


def ask_for_new_films(now: datetime) -> int:
    """A row for every incident that has ended; none for practice and rehearsals. Returns how many."""
    ended = Incident.objects.filter(state__in=ENDED, practice=False, gameday__rehearsal=False, film=None)
    rows = [Film(incident_id=pk, asked_at=now, next_at=now + SETTLE) for pk in ended.values_list("pk", flat=True)]
    return len(Film.objects.bulk_create(rows, ignore_conflicts=True)) if rows else 0


def renew_film(incident: Incident, now: datetime) -> bool:
    """Have the film of an incident made again; says whether it has one. Until then it shows nothing of before."""
    return renew_films(Film.objects.filter(incident=incident), now) == 1


def renew_films(films: QuerySet[Film], now: datetime) -> int:
    return films.update(
        state=FilmState.WAITING, asked_at=now, next_at=now, attempts=0, problem="", body=b"", size=0, made_at=None
    )


def outdated_films(now: datetime) -> QuerySet[Film]:
    """Films that are older than the taking away of a recording, or the voiding of their incident."""
    asked_at = OuterRef("asked_at")
    blanked = Recording.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=OuterRef("incident__due_at")),
        team=OuterRef("incident__team"),
        blanked_at__gt=asked_at - COMMITTED_WITHIN,
        blanked_at__lte=now,
        started_at__lte=OuterRef("incident__ended_at"),
    )
    voidings = Transition.objects.filter(
        noun=Noun.INCIDENT, row=OuterRef("incident"), new=IncidentState.VOIDED, at__gt=asked_at, at__lte=now
    )
    return Film.objects.filter(Exists(blanked) | Q(Exists(voidings), incident__state=IncidentState.VOIDED))


def renew_outdated_films(now: datetime) -> int:
    """Returns how many."""
    outdated = list(outdated_films(now).values_list("pk", flat=True))
    return renew_films(Film.objects.filter(pk__in=outdated), now) if outdated else 0


def send_due_films(now: datetime) -> int:
    """Claim as many due films as there are composers free, and send a task for each. Returns how many."""
    room = (1 if _day_runs() else composers_at_once()) - _being_made(now)
    if room <= 0:
        return 0
    unmade = Film.objects.filter(engine_queue.rows_due(now), state__in=(FilmState.WAITING, FilmState.MAKING))
    due = unmade.select_related("incident__gameday").defer("body").order_by("asked_at", "incident")
    claimed = (film for film in due[: room + SPARE] if _claim(film, now))
    return sum(1 for _film in islice(claimed, room))


def _claim(film: Film, now: datetime) -> bool:
    """A film whose worker was lost as often as it may be is given up."""
    if film.state == FilmState.MAKING and film.attempts >= making.MOST_ATTEMPTS:
        making.give_up(film, vocabulary.say_in_language_of(film.incident.gameday, WORKER_LOST))
        return False
    mine = Film.objects.filter(pk=film.pk, state=film.state, next_at=film.next_at, asked_at=film.asked_at)
    won = mine.update(state=FilmState.MAKING, next_at=now + LOST_AFTER, attempts=F("attempts") + 1) == 1
    if won:
        transaction.on_commit(lambda: _send(film.pk), robust=True)
    return won


def _send(film_id: int) -> None:
    app.send_task(TASK, args=[film_id], expires=LOST_AFTER.total_seconds(), retry=False)


def _day_runs() -> bool:
    return GameDay.objects.filter(state=GameDayState.RUNNING).exists()


def _being_made(now: datetime) -> int:
    return Film.objects.filter(state=FilmState.MAKING, next_at__gt=now).count()


def make_claimed_film(film_id: int, now: datetime) -> bool:
    """Make one film that was claimed, and send the next ones where no day runs. Says whether it is ready."""
    made = making.make_film(film_id, now)
    if not _day_runs():
        send_due_films(now)
    return made


def progress(gameday: GameDay) -> tuple[int, int]:
    """(how many films are ready, how many there will be). Those that were given up are not counted. One query."""
    ended = Incident.objects.filter(gameday=gameday, state__in=ENDED, practice=False)
    counted = ended.exclude(film__state=FilmState.FAILED).aggregate(
        ready=Count("pk", filter=Q(film__state=FilmState.READY)), all=Count("pk")
    )
    return counted["ready"], counted["all"]
