"""The bots of a rehearsal: each incident that burns is given to the bots of its team, beside the sandbox's engine.

They are the bots of the demo: they come in by the web, type in terminals and turn keys as people do, only quicker.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _lazy

from gameday.background import engine_queue, row_lock
from gameday.background.running_clock import RunningClock
from gameday.celery import app
from gameday.event.quickening import TIMES
from gameday.language import vocabulary
from gameday.models import GameDay, Incident, Player
from gameday.models.choices import OPEN, GameDayState
from gameday.operations import bots, demo
from gameday.operations.bots import Bot, NotServed
from gameday.sandboxes import provisioning

LONGEST = 300.0  # seconds that bots stay with one incident
LOOK_EVERY = 1.0  # seconds between two looks whether it still burns
ONCE_MORE = timedelta(seconds=45)  # after bots have left what is not resolved yet


def send_bots(now: datetime) -> int:
    """Send bots to what burns in rehearsals and has none. Returns to how many incidents. The clock calls it each second."""
    burning = Incident.objects.filter(
        Q(next_at=None) | engine_queue.rows_due(now),
        gameday__rehearsal=True,
        gameday__state=GameDayState.RUNNING,
        state__in=OPEN,
    )
    return sum(_send(incident, now) for incident in burning.select_related("team"))


def _send(incident: Incident, now: datetime) -> bool:
    sandbox = provisioning.ready_sandbox_of(incident.team)
    claimed = Incident.objects.filter(pk=incident.pk, state=incident.state, next_at=incident.next_at)
    if sandbox is None or claimed.update(next_at=now + engine_queue.RESEND_BUILD) != 1:
        return False
    seconds = engine_queue.RESEND_BUILD.total_seconds()
    app.send_task(
        "scoring.tasks.play_incident", args=[incident.pk], queue=sandbox.host.queue, expires=seconds, retry=False
    )
    return True


def play_incident(incident: Incident, now: datetime) -> None:
    """Let the team's bots work on it until it is over. A second task for the same incident does nothing."""
    moment = RunningClock(now)
    with row_lock.hold_row_lock(incident) as mine:
        if not mine or not _burns(incident.pk):
            return
        players = list(incident.team.players.filter(bot=True).select_related("gameday", "team"))
        try:
            asyncio.run(_work(players, incident))
        except (aiohttp.ClientError, TimeoutError, NotServed) as error:
            _note(incident, error)
        Incident.objects.filter(pk=incident.pk, state__in=OPEN).update(next_at=moment.now() + ONCE_MORE)


async def _work(players: list[Player], incident: Incident) -> None:
    """Both seats at once. Raises what a bot raises that did not get in, unless the incident is over."""
    pace = demo.pace_of(incident.team) / TIMES
    seats = asyncio.gather(*(Bot(player, settings.INSIDE_URL, pace).play_incident(incident.pk) for player in players))
    watch = asyncio.create_task(_over(incident.pk))
    both: set[asyncio.Future[Any]] = {seats, watch}
    await asyncio.wait(both, timeout=LONGEST, return_when=asyncio.FIRST_COMPLETED)
    watch.cancel()
    if not seats.done():
        seats.cancel()
    try:
        await seats
    except asyncio.CancelledError:
        return
    except NotServed:
        if await bots.in_thread(_burns, incident.pk):
            raise


async def _over(pk: int) -> None:
    while await bots.in_thread(_burns, pk):
        await asyncio.sleep(LOOK_EVERY)


def _burns(pk: int) -> bool:
    return Incident.objects.filter(pk=pk, state__in=OPEN, gameday__state=GameDayState.RUNNING).exists()


def _note(incident: Incident, error: Exception) -> None:
    """Without bots there is nothing to see: the report says why."""
    why = _lazy("The bots did not get into Gameday at {url}: {error}. GAMEDAY_INSIDE_URL says where they knock.")
    said = vocabulary.say_in_language_of(incident.gameday, why).format(url=settings.INSIDE_URL, error=error)
    GameDay.objects.filter(pk=incident.gameday_id, problem="").update(problem=said)
