"""The referee: one tick. Customers walk the shops; what they met is written down, paid, and held against objectives.

A tick is claimed by its row, so it happens once; one that was missed is skipped. Only game time counts. From another
machine customers walk by themselves (walks.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import floor

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from gameday.background.running_clock import RunningClock
from gameday.event import rush_hours
from gameday.models import GameDay, Incident, Transition
from gameday.models.choices import ENDED, OPEN, Actor, GameDayState, IncidentState, Noun
from scoring.help import nudges
from scoring.ledger import ledger
from scoring.models import Entry, EntryKind, Tick
from scoring.referee import evaluation, shops, walks
from scoring.referee.shops import FoundShop


def gamedays_due(now: datetime) -> list[GameDay]:
    """The running game days whose present tick nobody has claimed."""
    running = GameDay.objects.filter(state=GameDayState.RUNNING, started_at__isnull=False)
    last = Tick.objects.filter(gameday=OuterRef("pk")).order_by("-number").values("number")[:1]
    rows = running.annotate(last=Subquery(last))
    return [row for row in rows if row.last is None or row.last < tick_number(row, now)]


def tick_number(gameday: GameDay, now: datetime) -> int:
    """The tick that `now` falls into."""
    return floor(gameday.elapsed(now).total_seconds() / settings.TICK_SECONDS)


def play_tick(gameday: GameDay, now: datetime) -> bool:
    """Play the tick that `now` falls into, if the game day runs and nobody else plays it. Says whether it did."""
    if gameday.state != GameDayState.RUNNING or gameday.started_at is None or gameday.elapsed(now) > gameday.duration:
        return False
    number = tick_number(gameday, now)
    claim, fresh = Tick.objects.get_or_create(gameday=gameday, number=number, defaults={"at": now})
    if not fresh:
        return False
    moment = RunningClock(now)
    evaluation.prepare_objectives(now)
    found = shops.find_shops(gameday, number)
    _expect_crowd(claim, found)
    walks.walk_from_here(
        claim, [shop for shop in found if not shop.is_elsewhere], walks.send_walks(claim, found, now), moment
    )
    evaluation.settle_answers(moment.now())
    close_finished_incidents(gameday, moment.now())
    nudges.offer_nudges(gameday, moment.now())
    nudges.tell_teams_on_zero(gameday, moment.now())
    walks.complete_tick(claim.pk, moment.now())
    return True


def _expect_crowd(tick: Tick, found: Sequence[FoundShop]) -> None:
    """Write down how many customers this tick has. Who plays it from another machine reads it there."""
    tick.factor = rush_hours.factor_of(tick.gameday, timedelta(seconds=tick.number * settings.TICK_SECONDS))
    if tick.factor > 1:
        tick.walkers = walks.count_walkers(tick.factor, found)
        tick.save(update_fields=["factor", "walkers"])


def close_finished_incidents(gameday: GameDay, now: datetime) -> int:
    """Close open incidents that have nothing left to do, such as those whose last open goal was waived."""
    rows = gameday.incidents.filter(state__in=OPEN).select_related("scenario")
    rows = rows.prefetch_related("objectives", "injections")
    finished = [row for row in rows if row.objectives.all() and evaluation.is_done(row, row.objectives.all())]
    return sum(evaluation.close_if_done(row.pk, now) for row in finished)


def reverse_voided_incidents(now: datetime) -> int:
    """Take back what voided incidents brought or cost. Returns how many lines."""
    lines = Entry.objects.filter(reverses=None, reversed_by=None)
    own = lines.filter(incident=OuterRef("pk"))
    cost = lines.filter(
        team=OuterRef("team"),
        kind=EntryKind.REVENUE,
        points__lt=0,
        at__gte=OuterRef("live_at"),
        at__lte=OuterRef("over_at"),
    )
    ends = Transition.objects.filter(noun=Noun.INCIDENT, row=OuterRef("pk"), new__in=ENDED).order_by("at").values("at")
    voided = Incident.objects.filter(
        state=IncidentState.VOIDED,
        practice=False,
        gameday__state__in=(GameDayState.RUNNING, GameDayState.PAUSED, GameDayState.FINISHED),
    )
    voided = voided.annotate(over_at=Coalesce(Subquery(ends[:1]), "ended_at"))
    left: dict[int, list[Incident]] = defaultdict(list)
    for row in voided.filter(Exists(own) | Exists(cost)).select_related("scenario", "gameday"):
        left[row.gameday_id].append(row)
    return sum(ledger.reverse_incidents(gameday, rows, by=Actor.REFEREE, now=now) for gameday, rows in left.items())
