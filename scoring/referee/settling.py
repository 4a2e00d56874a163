"""What customers have met is written down, paid, and held against objectives."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from gameday.live.changes import Change, tell_teams
from gameday.models.choices import Actor
from scoring import rules
from scoring.ledger import game_time, ledger
from scoring.ledger.game_time import Pauses
from scoring.ledger.ledger import LedgerLine
from scoring.models import EntryKind, JourneyOutcome, Observation, Tick, Walk
from scoring.referee import evaluation
from scoring.referee.customers import Visit
from scoring.referee.shops import FoundShop, Watched

log = structlog.get_logger(__name__)


def settle_visits(
    tick: Tick,
    visits: Sequence[Visit],
    found: Iterable[FoundShop],
    watched: dict[int, list[Watched]],
    now: datetime,
    walk: Walk | None = None,
) -> None:
    """Write down and pay what a group of teams has met, then hold it against their objectives.

    Of a walk that was given up meanwhile nothing is written any more.
    """
    if not visits:
        return
    last = {shop.team_id: shop for shop in found}
    rows = [_observation(tick, visit, last[visit.team_id], now) for visit in visits]
    with transaction.atomic():
        if walk and not hold_walk(walk):
            return
        Observation.objects.bulk_create(rows, ignore_conflicts=True)
        paid = {
            entry.team_id
            for entry in ledger.write_entries(tick.gameday_id, map(_revenue, rows), by=Actor.REFEREE, now=now)
        }
        unpaid = [row.team_id for row in rows if row.team_id not in paid]
        tell_teams(Change.SHOP, unpaid, gameday_id=tick.gameday_id)
    paused = game_time.pauses_of(tick.gameday)
    for visit in visits:
        _judge(visit, watched.get(visit.team_id, []), paused, now)


def hold_walk(walk: Walk) -> bool:
    """Whether the walk still goes on. If so, nobody gives it up before this transaction ends."""
    return Walk.objects.select_for_update().filter(pk=walk.pk, settled_at=None).exists()


def _judge(visit: Visit, watched: Iterable[Watched], paused: Pauses, now: datetime) -> None:
    """One team's trouble in judging is written down and costs the others nothing."""
    readings = visit.readings | visit.extra
    for each in watched:
        try:
            if each.look in readings:
                evaluation.judge_reading(each.row, readings[each.look], now, paused=paused)
        except Exception:
            log.exception("judging_failed", team=visit.team_id, objective=each.row.pk)


def _observation(tick: Tick, visit: Visit, shop: FoundShop, now: datetime) -> Observation:
    last, before = shop.last_paid, shop.factor_before
    met = {
        name: rules.meet_crowd(
            name, [walk[name] for walk in (visit.readings, *visit.others)], tick.factor, last.get(name, 0), before
        )
        for name in visit.readings
    }
    return Observation(
        gameday_id=tick.gameday_id,
        team_id=visit.team_id,
        tick=tick.number,
        factor=tick.factor,
        at=now,
        points=sum(each.paid for each in met.values()),
        journeys={name: asdict(each) for name, each in met.items()},
    )


def _revenue(row: Observation) -> LedgerLine:
    return LedgerLine(row.team_id, EntryKind.REVENUE, row.points, f"revenue:{row.team_id}:{row.tick}", _told(row))


def _told(row: Observation) -> str:
    """The line's reason: what was not perfect, in the customers' order."""
    met = rules.journeys_in_order(row.journeys)
    flaws = [f"{name.label} {each.words}" for name, each in met.items() if each.outcome != JourneyOutcome.FULL]
    if row.factor > 1:
        names = ", ".join(flaws) or _("all happy")
        return _("{factor} times the customers: {names}").format(factor=row.factor, names=names)
    return _("Customers: {names}").format(names=", ".join(flaws)) if flaws else _("Customers: all happy")
