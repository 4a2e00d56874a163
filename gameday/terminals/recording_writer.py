"""Keeps what recorders have noted, every WRITE_SECONDS, in a thread: no key waits for it.

What cannot be written, because the disk is full or the database away, is lost to the film, which says so. Play goes on.
"""

import asyncio
import zlib
from contextlib import suppress

import structlog
from django.db import Error, transaction
from django.db.models import F

from gameday.models import Recording, RecordingPart
from gameday.terminals import recordings
from gameday.terminals.recorder import Batch, ShellRecorder
from gameday.terminals.threads import in_thread

log = structlog.get_logger(__name__)

WRITE_SECONDS = 2.0


class RecordingWriter:
    """Of the recorders of one event loop."""

    def __init__(self) -> None:
        self._recorders: list[ShellRecorder] = []
        self._task: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    def add(self, recorder: ShellRecorder) -> None:
        self._recorders.append(recorder)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="recording writer")

    async def close(self) -> None:
        """Write what is left, because the process ends. All shells are over by now."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self.write()
        self._recorders.clear()

    async def write(self) -> None:
        """One turn, for all recorders together."""
        async with self._turn:
            batches = [batch for recorder in self._recorders if (batch := recorder.take())]
            if batches:
                await in_thread(write_batches)(batches)
            for batch in batches:
                batch.recorder.written(batch)
            self._recorders = [recorder for recorder in self._recorders if not recorder.closed]

    async def _run(self) -> None:
        while self._recorders:
            await asyncio.sleep(WRITE_SECONDS)
            try:
                await self.write()
            except Exception:  # trouble with one turn must not end the others
                log.exception("recordings_not_written")
        self._task = None


def write_batches(batches: list[Batch]) -> None:
    for batch in batches:
        recorder = batch.recorder
        try:
            with transaction.atomic():
                row_id, batch.kept = _write(batch)
        except Error as error:
            batch.failed = True
            log.warning("recording_not_written", shell=recorder.mark, why=str(error))
        else:
            recorder.row_id = row_id
            recorder.position += batch.kept > 0


def _write(batch: Batch) -> tuple[int, int]:
    """Within a transaction. Returns the recording's id, and how many bytes it has got."""
    recorder = batch.recorder
    row_id = recorder.row_id or _begin_recording(recorder)
    row = Recording.objects.filter(pk=row_id)
    if batch.blanked_at:
        recordings.take_parts_away(row, batch.blanked_at)
    lines = recorder.encoder.lines(batch.events).encode()
    if lines:
        events = zlib.compress(lines)
        RecordingPart.objects.create(recording_id=row_id, position=recorder.position, events=events)
    row.update(
        kept_bytes=F("kept_bytes") + len(lines),
        lost_bytes=F("lost_bytes") + batch.left_out,
        ended_at=batch.ended_at,
        loss=batch.loss,
    )
    return row_id, len(lines)


def _begin_recording(recorder: ShellRecorder) -> int:
    visitor = recorder.visitor
    columns, rows = recorder.first_size
    values = {
        "team_id": visitor.sandbox.team_id,
        "sandbox_id": visitor.sandbox.pk,
        "service": visitor.ticket.role,
        "player_id": visitor.player or None,
        "name": visitor.name,
        "seat": visitor.seat,
        "started_at": recorder.started_at,
        "columns": columns,
        "rows": rows,
    }
    return Recording.objects.get_or_create(shell=recorder.mark, defaults=values)[0].pk
