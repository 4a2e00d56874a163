"""The referee's tasks. Each takes ids, loads the rows and calls one verb; it may be delivered twice."""

from collections.abc import Callable
from datetime import datetime

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from gameday.event import gaps
from gameday.language import vocabulary
from gameday.models import GameDay, Incident
from scoring.afterwards.awards import choosing
from scoring.afterwards.film import films
from scoring.board import big_screen, publisher
from scoring.help import calls, refunds
from scoring.models import Objective, Walk
from scoring.referee import evaluation, objectives, walks
from scoring.referee import tick as referee
from scoring.rehearsal import playing

log = structlog.get_logger(__name__)


@shared_task
def beat() -> None:
    """Do what is due; Celery beat sends this each second. When one part fails, the others still run.

    After a gap nothing is due before the clock has noticed it and the games have paused.
    """
    now = timezone.now()
    for part in PARTS if gaps.clock_has_ticked(now) else ():
        try:
            part(now)
        except Exception:
            log.exception("beat_part_failed", part=part.__name__)


def ticks(now: datetime) -> None:
    """Send a task for the present tick of every running game day. Sent twice, it is still played once."""
    for gameday in referee.gamedays_due(now):
        tick.apply_async(args=(gameday.pk,), expires=settings.TICK_SECONDS)


def awards(now: datetime) -> None:
    """Send a task for the awards of every game day that has ended. Sent twice, they are still chosen once."""
    for gameday_id in choosing.claim_due_gamedays(now):
        choose_awards.delay(gameday_id)


PARTS: tuple[Callable[[datetime], object], ...] = (
    ticks,
    walks.give_up_late_walks,
    evaluation.prepare_objectives,
    objectives.claim_due_checks,
    referee.reverse_voided_incidents,
    refunds.refund_removed_players,
    calls.lapse_stale_calls,
    playing.send_bots,
    big_screen.direct_screens,
    publisher.flush_dirty_boards,
    films.look_after_films,
    awards,
)


@shared_task
def tick(gameday_id: int) -> None:
    """Play the present tick of one game day, unless another worker has claimed it or the clock stood still.

    First it asks for the gap and then it loads the game day: one that paused itself meanwhile is seen to be paused.
    """
    now = timezone.now()
    if gaps.clock_has_ticked(now):
        gameday = GameDay.objects.get(pk=gameday_id)
        with vocabulary.in_language_of(gameday):
            referee.play_tick(gameday, now)


@shared_task
def walk(walk_id: int) -> None:
    """Visit the shops of one host in one tick. Runs beside that host's engine."""
    found = Walk.objects.select_related("tick__gameday", "host").get(pk=walk_id)
    with vocabulary.in_language_of(found.tick.gameday):
        walks.walk_host(found, timezone.now())


@shared_task
def check(objective_id: int, asked_for: bool = False) -> None:
    """Check one objective inside the team's sandbox. Runs on the host of the sandbox's engine."""
    objective = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario").get(
        pk=objective_id
    )
    with vocabulary.in_language_of(objective.incident.gameday):
        objectives.check_objective(objective, timezone.now(), asked_for=asked_for)


@shared_task
def play_incident(incident_id: int) -> None:
    """Let the bots of a rehearsal work on one incident. Runs on the host of the sandbox's engine."""
    incident = Incident.objects.select_related("gameday", "team", "scenario").get(pk=incident_id)
    playing.play_incident(incident, timezone.now())


@shared_task
def make_film(film_id: int) -> None:
    """Make one film that the clock has claimed. The heavy part runs in a process of its own."""
    films.make_claimed_film(film_id, timezone.now())


@shared_task
def choose_awards(gameday_id: int) -> None:
    """Choose the awards of a game day that has ended, unless that was done."""
    choosing.choose_awards(GameDay.objects.get(pk=gameday_id), timezone.now())
