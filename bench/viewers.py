"""5,000 viewers over two web processes, how fast a thousand boards open, and a control room of 40 teams and 200 players."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from bench import board, control_room
from bench.board import SERVERS, Seen
from bench.parts import database, median, percentile
from bench.report import Row
from gameday.models import GameDay

WEB_PROCESSES = 2
TEAMS = 40
LATE = 60.0  # seconds: the first process's viewers wait until those of the second have opened


@dataclass(frozen=True)
class ViewersSize:
    """`viewers` are those of all web processes; `opening` boards open at once, in so many rounds."""

    viewers: int
    messages: int
    opening: int
    rounds: int
    acts: int

    @classmethod
    def of(cls, quick: bool) -> "ViewersSize":
        return cls(500, 10, 200, 2, 20) if quick else cls(5000, 50, 1000, 5, 100)


def run(quick: bool) -> Iterator[Row]:
    """5,000 viewers over two web processes; 1,000 boards open, to bare; a control room of 40 teams while they play."""
    yield from measure(ViewersSize.of(quick))


def measure(size: ViewersSize) -> Iterator[Row]:
    with database() as url, ExitStack() as stack:
        day = board.prepare(TEAMS)
        webs = [stack.enter_context(board.server(SERVERS["gameday"], url)) for _ in range(WEB_PROCESSES)]
        bare = stack.enter_context(board.server(SERVERS["bare"], url))
        yield from _opening({"gameday": webs[0], "bare": bare}, day, size)
        yield from _watching(webs, day, size)
        yield from control_room.measure(day, webs[0], size.acts)


def _opening(ports: dict[str, int], day: GameDay, size: ViewersSize) -> Iterator[Row]:
    """The two servers take turns, so that each meets the same machine."""
    taken: dict[str, list[float]] = {name: [] for name in ports}
    for _ in range(size.rounds):
        for name, port in ports.items():
            with board.watchers(name, port, day, size.opening, messages=0) as seen:
                taken[name].append(seen.opening)
    ours, bare = (median(taken[name]) for name in ("gameday", "bare"))
    note = f"{ours:.2f} to {bare:.2f} s with the same bytes, medians of {size.rounds}"
    yield Row(f"{size.opening} boards open with their snapshot, to bare", ours / bare, "x", 3, note)


def _watching(webs: list[int], day: GameDay, size: ViewersSize) -> Iterator[Row]:
    each = size.viewers // len(webs)
    with ExitStack() as stack:
        crowds = [stack.enter_context(board.watchers("gameday", port, day, each, size.messages, LATE)) for port in webs]
        committed = board.send("gameday", day, size.messages)
        sent = time.time()
    frames = [_together(crowds, number) for number in committed]
    late = [(last - at) * 1000 for got, last, at in frames if got]
    how = f"{len(webs)} web processes, {TEAMS} teams, {1 / board.PERIOD:.0f} changes a second"
    yield Row(f"{size.viewers} viewers: all open", sum(seen.opening for seen in crowds), "s", note=how)
    yield Row("frames lost", sum(each * len(webs) - got for got, _, _ in frames), "", 0)
    yield Row("publish to the last viewer, median", median(late), "ms")
    yield Row("publish to the last viewer, p99", percentile(late, 99), "ms")
    behind = max(last for _, last, _ in frames) - sent
    yield Row("behind when the last was sent", max(behind, 0.0), "s", 1, "they keep up")


def _together(crowds: list[Seen], number: int) -> tuple[int, float, float]:
    """(sockets that got the frame, when the last did, when it was sent), over all web processes."""
    found = [seen.frames[str(number)] for seen in crowds if str(number) in seen.frames]
    if not found:
        return 0, 0.0, 0.0
    at = datetime.fromisoformat(found[0][2]).timestamp()
    return sum(got for got, _, _ in found), max(last for _, last, _ in found), at
