"""A line of those who wait for one of a few places. It is fair, and bounded in length and in time.

The next place goes to the group that has the fewest, of those to the one that has waited longest for a turn; within a group
its people take turns as well. So five hundred requests of one team stand behind one another, not before the other teams'.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

CROWD = 16  # of a group that wait: more than a team's pages ask for together

Place = TypeVar("Place")


class LineTooLong(Exception):
    """The line was too long, or it took too long until a place was free."""


@dataclass(frozen=True)
class Caller:
    """Who asks: a browser, and the group that shares places with it: its team, or all strangers of one address."""

    group: str
    person: str


class WaitingLine(Generic[Place]):
    """The line of one event loop. A group has at most `share` places; `length` callers wait, at most `patience` seconds.

    Half of the line is the most that one group may fill. While a crowd of it waits, the group has one place, and rests after
    each answer as long as that took: requests that are answered at the same time slow each other down, and so its many would
    slow the others' few.
    """

    def __init__(self, places: Iterable[Place], *, share: int, length: int, patience: float) -> None:
        self.share, self.length, self.patience = share, length, patience
        self._free = list(places)
        self._waiting: dict[Caller, deque[asyncio.Future[Place]]] = {}
        self._inside: Counter[str] = Counter()  # group -> places that it has, or after which it rests
        self._seated: dict[int, float] = {}  # id of a place -> since when somebody has it (seconds of the loop's clock)
        self._in_line: Counter[str] = Counter()  # group -> how many of it wait
        self._turns: dict[str, int] = {}  # group or person -> the number of its last turn
        self._turn = 0

    @property
    def waiting(self) -> int:
        return self._in_line.total()

    async def enter(self, caller: Caller) -> Place:
        """A place, which is given back by leave(). Raises LineTooLong."""
        if self.waiting >= self.length or self._in_line[caller.group] >= self.length // 2:
            raise LineTooLong
        mine: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(mine)
        self._in_line[caller.group] += 1
        self._seat_next()
        try:
            async with asyncio.timeout(self.patience):
                return await mine
        except BaseException as trouble:
            if mine.done() and not mine.cancelled():  # the place came when nobody wanted it any more
                self.leave(caller, mine.result())
            self._forget(caller, mine)
            if isinstance(trouble, TimeoutError):
                raise LineTooLong from None
            raise

    def leave(self, caller: Caller, place: Place) -> None:
        """Give a place back."""
        loop = asyncio.get_running_loop()
        took = loop.time() - self._seated.pop(id(place))
        self._free.append(place)
        if self._is_crowd(caller.group):
            loop.call_later(took, self._rise, caller.group)
            self._seat_next()
        else:
            self._rise(caller.group)

    def _rise(self, group: str) -> None:
        self._take(self._inside, group)
        self._seat_next()

    def _seat_next(self) -> None:
        while self._free and (caller := self._next()):
            mine = self._waiting[caller][0]
            self._forget(caller, mine)
            if mine.cancelled():
                continue
            self._turn += 1
            self._turns[caller.group] = self._turns[caller.person] = self._turn
            self._inside[caller.group] += 1
            place = self._free.pop()
            self._seated[id(place)] = asyncio.get_running_loop().time()
            mine.set_result(place)
        if not self._waiting and not self._inside:
            self._turns.clear()

    def _next(self) -> Caller | None:
        able = [caller for caller in self._waiting if self._inside[caller.group] < self._share_of(caller.group)]
        return min(able, key=self._precedence, default=None)

    def _share_of(self, group: str) -> int:
        return 1 if self._is_crowd(group) else self.share

    def _is_crowd(self, group: str) -> bool:
        return self._in_line[group] > CROWD

    def _precedence(self, caller: Caller) -> tuple[int, int, int]:
        return self._inside[caller.group], self._turns.get(caller.group, 0), self._turns.get(caller.person, 0)

    def _forget(self, caller: Caller, mine: "asyncio.Future[Place]") -> None:
        if mine not in self._waiting.get(caller, ()):
            return
        self._waiting[caller].remove(mine)
        if not self._waiting[caller]:
            del self._waiting[caller]
        self._take(self._in_line, caller.group)

    @staticmethod
    def _take(counts: Counter[str], group: str) -> None:
        counts[group] -= 1
        if not counts[group]:
            del counts[group]
