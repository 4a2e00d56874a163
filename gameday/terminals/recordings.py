"""Recordings that are kept: how they are read, taken away by who made them, closed after a crash, and forgotten in time."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import Error, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gameday.configuration import LOCAL_HOST
from gameday.live import publish
from gameday.models import Player, Recording, RecordingPart
from gameday.models.choices import RecordingLoss
from scenarios.refusal import Refused

log = structlog.get_logger(__name__)

FORGET_EVERY = timedelta(hours=1)
RecordedEvent = tuple[float, str, str]  # seconds since the recording's start, "o" | "r" | "m", what was shown


# Reading --------------------------------------------------------------------------------------------------------------


def export_asciicast(recording: Recording) -> Iterator[str]:
    """The recording as asciicast v2, line by line: https://docs.asciinema.org/manual/asciicast/v2/"""
    header = {
        "version": 2,
        "width": recording.columns,
        "height": recording.rows,
        "timestamp": int(recording.started_at.timestamp()),
        "title": str(recording),
    }
    yield json.dumps(header, ensure_ascii=False) + "\n"
    for line in _kept_lines(recording):
        yield line.decode() + "\n"


def events_between(recording: Recording, start: datetime, end: datetime) -> Iterator[RecordedEvent]:
    """What happened from `start` until before `end`, in order. What the screen held at `start` comes out of all that
    was shown before: who draws screens begins with `recording.started_at`."""
    first, last = ((moment - recording.started_at).total_seconds() for moment in (start, end))
    for line in _kept_lines(recording):
        at, code, data = json.loads(line)
        if at >= last:
            return
        if at >= first:
            yield at, code, data


def _kept_lines(recording: Recording) -> Iterator[bytes]:
    """An event each. As bytes, where nothing but a line break ends a line: a text has other ends, which may stand in it."""
    parts = RecordingPart.objects.filter(recording=recording).order_by("position")
    for events in parts.values_list("events", flat=True).iterator(chunk_size=20):
        yield from zlib.decompress(events).splitlines()


# Taking away ----------------------------------------------------------------------------------------------------------


def blank_recording(recording: Recording, player: Player | None, now: datetime) -> None:
    """Take away what a shell has shown, for the player who opened it. Raises Refused for everybody else."""
    if player is None or recording.player_id != player.pk:
        raise Refused(_("Only who opened a terminal may take its recording away. Nothing was changed."))
    with transaction.atomic():
        take_parts_away(Recording.objects.filter(pk=recording.pk), now)
    recording.refresh_from_db()


def take_parts_away(recording: QuerySet[Recording], now: datetime) -> None:
    """Within a transaction."""
    RecordingPart.objects.filter(recording__in=recording).delete()
    recording.update(blanked_at=now, kept_bytes=0)


# Seen to by the platform ----------------------------------------------------------------------------------------------


def close_cut_recordings() -> None:
    """Recordings of shells that a process before this one held: it was killed before it could close them."""
    try:
        for recording in Recording.objects.filter(_held_here(), ended_at=None):
            ended_at = recording.started_at + timedelta(seconds=_last_second(recording))
            Recording.objects.filter(pk=recording.pk, ended_at=None).update(ended_at=ended_at, loss=RecordingLoss.CUT)
    except Error as error:  # the process starts all the same
        log.warning("cut_recordings_not_closed", why=str(error))


def _held_here() -> Q:
    """The shells in other machines' sandboxes are held by the process there."""
    if settings.HOST != LOCAL_HOST:
        return Q(sandbox__host__name=settings.HOST)
    return Q(sandbox=None) | Q(sandbox__host__serve_url="")


def _last_second(recording: Recording) -> float:
    """Since the start, until the last event that was kept."""
    part = recording.parts.order_by("position").last()
    return float(json.loads(zlib.decompress(part.events).splitlines()[-1])[0]) if part else 0.0


def forget_old_recordings(now: datetime) -> None:
    """Called by the clock each second: once an hour recordings go that are older than this installation keeps them."""
    key = publish.redis_key("recordings:forgotten")
    if publish.redis_connection().set(key, 1, nx=True, ex=int(FORGET_EVERY.total_seconds())):
        Recording.objects.filter(started_at__lt=now - timedelta(days=settings.RECORDING_DAYS)).delete()
