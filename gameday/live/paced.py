"""A page of which much changes at once, such as a control room of forty teams: its sockets get at most four updates a second."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from gameday.live import publish
from gameday.live.consumer import PageConsumer
from gameday.live.publish import UNNUMBERED
from gameday.live.subscriber import Frame

PAUSE = 0.25  # seconds from one update to the next
CHANGED = "changed"  # as gameday.live.changes names its frames


class PacedConsumer(PageConsumer):
    """The first news goes out at once. What comes within the pause after it goes out as one frame at the end of the pause."""

    def _writer(self) -> Callable[[Frame], None]:
        self.held: list[Frame] = []
        self.pausing = False
        self.write_now = super()._writer()
        return self._take

    def _take(self, frame: Frame) -> None:
        if frame.seq == UNNUMBERED:
            self.write_now(frame)
        elif _read(frame)["type"] != CHANGED:  # a snapshot: it brings all that was held back
            self.held = []
            self.write_now(frame)
        else:
            self.held.append(frame)
            if not self.pausing:
                self.pausing = True
                self.later(self._let_go())

    async def _let_go(self) -> None:
        while self.held:
            held, self.held = self.held, []
            self.write_now(_together(held) if len(held) > 1 else held[0])
            await asyncio.sleep(PAUSE)
        self.pausing = False


def _together(frames: list[Frame]) -> Frame:
    """One frame for all of these: it names every part once, and the first of the numbers that it stands for."""
    parts = list(dict.fromkeys(part for frame in frames for part in _read(frame)["data"]["parts"]))
    last = frames[-1].seq
    return Frame(last, publish.encode_frame(CHANGED, last, {"parts": parts}, timezone.now(), first=frames[0].seq))


def _read(frame: Frame) -> dict[str, Any]:
    return dict(json.loads(frame.text))
