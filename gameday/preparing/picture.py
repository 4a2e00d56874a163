"""A schedule as a picture: where everything lies on a line, in per cent of the day. Reads no rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from gameday.event.timeline import Block, Timeline

STEPS = (5, 10, 15, 30, 60, 120, 240, 480, 1440)  # minutes between two ticks
MOST_TICKS = 9
NARROWEST = 0.7  # per cent: what can be seen
BAND = 110  # where rush hours stand, below the line, in the drawing's units
STEP, LOWEST = 3, 13  # their height by how many times the customers come, and that of twice


@dataclass(frozen=True)
class TimeMark:
    x: str
    label: str


@dataclass(frozen=True)
class ScheduleBar:
    """A block with its place. `number`: of a round, from 1; 0 for all others."""

    block: Block
    number: int
    x: str
    width: str
    begins: str
    ends: str

    @property
    def height(self) -> int:
        """Of a rush hour: the more customers, the higher."""
        return LOWEST + STEP * (self.block.factor - 2)

    @property
    def top(self) -> int:
        """Of a rush hour."""
        return BAND - self.height


@dataclass(frozen=True)
class Picture:
    """`start`: when the clock starts; None: times are counted from the start. `zone`: of the game day."""

    line: Timeline
    start: datetime | None
    zone: str

    def clock(self, at: int) -> str:
        """A moment of the plan: 14:05 in the zone, or 0:05 after the start."""
        if self.start:
            return f"{(self.start + timedelta(seconds=at)).astimezone(ZoneInfo(self.zone)):%H:%M}"
        minutes = at // 60
        return f"{minutes // 60}:{minutes % 60:02}"

    @cached_property
    def bars(self) -> list[ScheduleBar]:
        return list(self._bars())

    def _bars(self) -> Iterator[ScheduleBar]:
        number = 0
        for block in self.line.blocks:
            number += block.is_round
            width = max(100 * block.lasts / (self.line.length or 1), NARROWEST)
            yield ScheduleBar(
                block,
                number if block.is_round else 0,
                self._per_cent(block.at),
                f"{width:.3f}%",
                self.clock(block.at),
                self.clock(block.ends),
            )

    @property
    def ticks(self) -> list[TimeMark]:
        minutes = self.line.length / 60
        step = next((step for step in STEPS if minutes / step <= MOST_TICKS), STEPS[-1]) * 60
        return [TimeMark(self._per_cent(at), self.clock(at)) for at in range(0, self.line.length + 1, step)]

    @property
    def freeze(self) -> ScheduleBar | None:
        return next((bar for bar in self.bars if bar.block.is_freeze), None)

    @property
    def has_rush(self) -> bool:
        return any(bar.block.is_rush for bar in self.bars)

    @property
    def hidden(self) -> str:
        """How wide the stretch is that a freeze hides."""
        freeze = self.freeze
        return f"{100 - float(freeze.x[:-1]):.3f}%" if freeze else "0%"

    @property
    def passed(self) -> str:
        """How much of the day is over; empty before its start."""
        return self._per_cent(self.line.passed) if self.line.passed is not None else ""

    @property
    def start_label(self) -> str:
        return self.clock(0)

    @property
    def ends(self) -> str:
        return self.clock(self.line.length)

    def _per_cent(self, at: int) -> str:
        return f"{min(100 * at / (self.line.length or 1), 100):.3f}%"
