"""The referee's tasks: id -> row -> verb."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from gameday.models import GameDay
from scoring import board, evaluation, objectives, referee
from scoring.models import Objective


@shared_task
def beat() -> None:
    """Each second: start what is due, take back what was voided, and send what the boards still lack."""
    now = timezone.now()
    evaluation.prepare(now)
    for gameday in referee.due(now):
        tick.apply_async(args=(gameday.pk,), expires=settings.TICK_SECONDS)
    objectives.claim_due(now)
    referee.reverse_voided(now)
    board.flush_dirty(now)


@shared_task
def tick(gameday_id: int) -> None:
    """The present tick of one game day; of two workers one plays it."""
    referee.tick(GameDay.objects.get(pk=gameday_id), timezone.now())


@shared_task
def check(objective_id: int, asked_for: bool = False) -> None:
    """Look inside a sandbox for one objective; runs beside the sandbox's engine."""
    objective = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario").get(
        pk=objective_id
    )
    objectives.check(objective, timezone.now(), asked_for=asked_for)
