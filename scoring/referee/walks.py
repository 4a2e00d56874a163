"""Customers walk to the shops of a host from that host's own machine; where it has no worker of its own, from here.

A tick whose customers walk from several machines has a Walk for each of them, and one for those that walk from here. A
Walk is claimed once, and ends once: settled by who walked, or given up when its machine did not answer in time.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from gameday.background.running_clock import RunningClock
from gameday.celery import app
from gameday.language import vocabulary
from gameday.models import Host
from scenarios.choices import Outcome
from scenarios.probes.base import Reading
from scoring.models import Observation, Tick, Walk
from scoring.referee import customers, shops
from scoring.referee.customers import Crowd, Visit
from scoring.referee.settling import hold_walk, settle_visits
from scoring.referee.shops import FoundShop

CUSTOMERS_WAIT_TICKS = 0.7  # of a tick: how long a customer waits. Starting and writing fit into the rest
CROWD_COMES_TICKS = 0.4  # of a tick: over so long those of a rush hour are spread
MOST_WALKERS = (
    48  # of a rush hour, at all shops of a machine in one tick (docs/benchmarks.md); each may stand for several
)
GIVEN_UP_TICKS = 2  # after the start of its tick a walk that has not ended is given up


def count_walkers(factor: int, found: Sequence[FoundShop]) -> int:
    """How many to send through each shop for `factor` customers: as many, if the machine with the most shops bears that.

    All teams get the same number, wherever their shops are.
    """
    machines = Counter(
        shop.sandbox.host_id if shop.is_elsewhere else None for shop in found if shop.is_open and shop.sandbox
    )
    return max(1, min(factor, MOST_WALKERS // max(machines.values(), default=1)))


# Sent from here ------------------------------------------------------------------------------------------------------


def send_walks(tick: Tick, found: Sequence[FoundShop], now: datetime) -> Walk | None:
    """Send a task to each machine from which customers walk by themselves. Returns the walk from here, if others are sent."""
    elsewhere: dict[Host, list[int]] = defaultdict(list)
    for shop in found:
        if shop.is_elsewhere and shop.sandbox:
            elsewhere[shop.sandbox.host].append(shop.team_id)
    if not elsewhere:
        return None
    with transaction.atomic():
        for host, teams in elsewhere.items():
            _send(Walk.objects.create(tick=tick, host=host, teams=teams), host)
        here = [shop.team_id for shop in found if not shop.is_elsewhere]
        return Walk.objects.create(tick=tick, teams=here, claimed_at=now)


def _send(walk: Walk, host: Host) -> None:
    """A message that nobody took within the tick is dropped: its walk would come too late."""

    def sending() -> None:
        queue, expires = host.referee_queue, settings.TICK_SECONDS
        app.send_task("scoring.tasks.walk", args=[walk.pk], queue=queue, expires=expires, retry=False)

    transaction.on_commit(sending, robust=True)


# Walked --------------------------------------------------------------------------------------------------------------


def walk_from_here(tick: Tick, found: Sequence[FoundShop], walk: Walk | None, moment: RunningClock) -> None:
    """Visit these shops and settle what was met. A shop that is closed is told at once."""
    _visit(tick, found, [shop.team_id for shop in found if shop.is_open], walk, moment)


def walk_host(walk: Walk, now: datetime) -> bool:
    """Visit the shops of a host, on its own machine. Says whether it did: a second call, or one too late, does nothing."""
    if not Walk.objects.filter(pk=walk.pk, claimed_at=None, settled_at=None).update(claimed_at=now):
        return False
    moment = RunningClock(now)
    found = [shop for shop in shops.find_shops(walk.tick.gameday, walk.tick.number) if shop.team_id in walk.teams]
    here = [shop for shop in found if shop.is_open and shop.sandbox and shop.sandbox.host_id == walk.host_id]
    _visit(walk.tick, found, [shop.team_id for shop in here], walk, moment)  # others closed or moved since it was sent
    complete_tick(walk.tick_id, moment.now())
    return True


def _visit(
    tick: Tick, found: Sequence[FoundShop], visited: Container[int], walk: Walk | None, moment: RunningClock
) -> None:
    """Visit the shops of the teams in `visited`; of the other teams found it is told at once that nobody could."""
    watched = shops.watched_objectives(tick.gameday)
    closed = [shops.unmeasured(shop, moment.start) for shop in found if shop.team_id not in visited]
    settle_visits(tick, closed, found, watched, moment.start, walk)
    open_shops = [(shop.sandbox, shop.team_id) for shop in found if shop.team_id in visited]
    doors = [shops.shop_of(box, watched[team]) for box, team in open_shops if box]
    for visits in customers.walk_shops(doors, _crowd(tick)):
        settle_visits(tick, visits, found, watched, moment.now(), walk)
    if walk:
        Walk.objects.filter(pk=walk.pk, settled_at=None).update(settled_at=moment.now())


def _crowd(tick: Tick) -> Crowd:
    patience = CUSTOMERS_WAIT_TICKS * settings.TICK_SECONDS
    if tick.walkers == 1:
        return Crowd(patience)
    return Crowd(patience, tick.walkers, CROWD_COMES_TICKS * settings.TICK_SECONDS)


# Ended ---------------------------------------------------------------------------------------------------------------


def complete_tick(tick_id: int, now: datetime) -> bool:
    """Write down that every team of a tick was paid, if that is so. Says whether this call did."""
    going_on = Walk.objects.filter(tick=OuterRef("pk"), settled_at=None)
    return Tick.objects.filter(~Exists(going_on), pk=tick_id, settled_at=None).update(settled_at=now) == 1


def give_up_late_walks(now: datetime) -> int:
    """Settle, without a visit, the teams of every machine that has not answered in time; returns how many there were."""
    late = now - timedelta(seconds=GIVEN_UP_TICKS * settings.TICK_SECONDS)
    rows = Walk.objects.filter(settled_at=None, tick__at__lt=late).select_related("tick__gameday", "host")
    return sum(_give_up(walk, now) for walk in rows)


def _give_up(walk: Walk, now: datetime) -> bool:
    with vocabulary.in_language_of(walk.tick.gameday), transaction.atomic():
        if not hold_walk(walk):
            return False
        met = set(Observation.objects.filter(team__in=walk.teams, tick=walk.tick.number).values_list("team", flat=True))
        missing = {*walk.teams} - met
        found = [shop for shop in shops.find_shops(walk.tick.gameday, walk.tick.number) if shop.team_id in missing]
        settle_visits(walk.tick, [_not_visited(shop, walk) for shop in found], found, {}, now)
        Walk.objects.filter(pk=walk.pk).update(settled_at=now, given_up=True)
    complete_tick(walk.tick_id, now)
    return True


def _not_visited(shop: FoundShop, walk: Walk) -> Visit:
    """Nobody came: that is the platform's fault, an error, no failure."""
    why = _("From the machine {host} no customer came in time.").format(host=walk.host or "-")
    return Visit(shop.team_id, {name: Reading(Outcome.ERROR, why=why) for name in customers.WALKS})
