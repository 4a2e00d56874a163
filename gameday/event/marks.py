"""What is planned beside the rounds: a break pauses the game and ends by itself, a freeze draws the curtain.

Rush hours, which change nothing of the game day itself: rush_hours.py.
"""

from datetime import datetime

from django.db.models import F

from gameday.event import lifecycle
from gameday.language import vocabulary
from gameday.models import GameDay, ScheduleMark
from gameday.models.choices import Actor, GameDayState, PlanKind


def do_due_marks(now: datetime) -> None:
    """Breaks and freezes whose moment of game time has come, each once. The clock calls it each second."""
    passed = now - F("starts_after") - F("gameday__paused_for")
    waiting = ScheduleMark.objects.filter(done_at=None, gameday__state=GameDayState.RUNNING)
    waiting = waiting.exclude(kind=PlanKind.RUSH)
    due = waiting.filter(gameday__started_at__lte=passed)
    for mark in sorted(due, key=lambda mark: mark.is_break):  # the freeze first: a break stops what comes after it
        gameday = GameDay.objects.get(pk=mark.gameday_id)
        if gameday.is_running and ScheduleMark.objects.filter(pk=mark.pk, done_at=None).update(done_at=now):
            with vocabulary.in_language_of(gameday):
                _do(mark, gameday, now)


def _do(mark: ScheduleMark, gameday: GameDay, now: datetime) -> None:
    if mark.is_break:
        lifecycle.pause_gameday(gameday, by=Actor.CLOCK, now=now, resume_at=now + mark.lasts)
    else:
        lifecycle.freeze_scores(gameday, by=Actor.CLOCK, now=now)


def end_breaks(now: datetime) -> None:
    """Planned breaks that are over: the clock runs again."""
    for gameday in GameDay.objects.filter(state=GameDayState.PAUSED, resume_at__lte=now):
        with vocabulary.in_language_of(gameday):
            lifecycle.resume_gameday(gameday, by=Actor.CLOCK, now=now)
