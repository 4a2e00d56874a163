"""How what was noted becomes the lines of a RecordingPart: text without the platform's secrets, in asciicast v2."""

import codecs
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from gameday.language.platform_secrets import SecretFilter

# Ends a sequence that was begun, and takes colours away. The screen stays: programs draw anew only what changes.
RESYNC = b"\x18\x1b\\\x1b[m"
CLEAR = RESYNC + b"\x1bc"


class EventCode(StrEnum):
    """What happened. The first three are codes of asciicast v2; the others become what was shown."""

    SHOWN = "o"
    SIZE = "r"
    SEAT = "m"
    GAP = "gap"  # what comes does not follow from what came before
    END = "end"


class NotedEvent(NamedTuple):
    at: float  # seconds since the recording's start
    code: EventCode
    data: bytes


class PartEncoder:
    """Remembers, from part to part, a character and a secret that have only begun."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._filter = SecretFilter()

    def lines(self, events: Iterable[NotedEvent]) -> str:
        return "".join(self._line(event) for event in events)

    def _line(self, event: NotedEvent) -> str:
        """Empty where all of it is held back."""
        code, text = EventCode.SHOWN, ""
        if event.code == EventCode.SHOWN:
            text = self._filter.passed(self._decoder.decode(event.data))
        elif event.code == EventCode.GAP:
            text = self._filter.rest() + event.data.decode()
            self._begin()
        elif event.code == EventCode.END:
            text = self._filter.rest()
            self._begin()
        else:
            code, text = event.code, event.data.decode()
        return write_line(event.at, code, text) if text else ""


def write_line(at: float, code: str, text: str) -> str:
    return json.dumps([round(at, 3), code, text], ensure_ascii=False, separators=(",", ":")) + "\n"
