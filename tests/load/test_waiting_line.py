"""The line before the places of a web process: fair between teams and people, bounded in length and in time."""

import asyncio
from contextlib import suppress

import pytest

from gameday.background.waiting_line import CROWD, Caller, LineTooLong, WaitingLine

HOOVES, MANES, HORNS = Caller("hooves", "Ada"), Caller("manes", "Bo"), Caller("horns", "Cy")
LONG = 3600.0  # seconds: nobody gives up


def line_of(places: int, *, share: int = 1, length: int = 100, patience: float = LONG) -> WaitingLine[int]:
    return WaitingLine(range(places), share=share, length=length, patience=patience)


class Queue:
    """Callers who stand in a line, in order; `inside` are those who got a place."""

    def __init__(self, line: WaitingLine[int]) -> None:
        self.line, self.inside, self.tasks = line, [], []

    async def come(self, *callers: Caller) -> None:
        for caller in callers:
            self.tasks.append(asyncio.ensure_future(self._stand(caller)))
            await self._settle()

    async def go(self) -> None:
        """Who has been inside for longest leaves."""
        self.line.leave(*self.inside.pop(0))
        await self._settle()

    async def served(self, rounds: int) -> list[Caller]:
        """Who gets a place, one after the other, as places are given back."""
        found = []
        for _ in range(rounds):
            await self.go()
            found.append(self.inside[-1][0])
        return found

    async def _stand(self, caller: Caller) -> None:
        self.inside.append((caller, await self.line.enter(caller)))

    async def _settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    def end(self) -> None:
        for task in self.tasks:
            task.cancel()


@pytest.fixture
async def queue_at():
    made = []

    def make(line):
        made.append(Queue(line))
        return made[-1]

    yield make
    for queue in made:
        queue.end()


async def test_a_free_place_is_had_at_once():
    assert await line_of(2).enter(HOOVES) in (0, 1)


async def test_a_team_with_many_requests_stands_behind_its_own_and_not_before_the_others(queue_at):
    queue = queue_at(line_of(1))
    await queue.come(*[HOOVES] * CROWD, MANES, HORNS)
    assert await queue.served(4) == [MANES, HORNS, HOOVES, HOOVES]


async def test_a_team_of_which_a_crowd_waits_has_one_place_and_rests_as_long_as_it_was_served(queue_at):
    queue = queue_at(line_of(4, share=2))
    await queue.come(*[HOOVES] * (CROWD + 4), MANES)
    assert [caller for caller, _ in queue.inside] == [HOOVES, HOOVES, MANES]  # two had come before it was a crowd
    began = asyncio.get_running_loop().time()
    await asyncio.sleep(0.05)
    await queue.go()
    await queue.go()
    assert [caller for caller, _ in queue.inside] == [MANES]
    while HOOVES not in [caller for caller, _ in queue.inside]:
        await asyncio.sleep(0.005)
    assert asyncio.get_running_loop().time() - began >= 0.1
    assert [caller for caller, _ in queue.inside] == [MANES, HOOVES]


async def test_a_team_has_no_more_than_its_share_though_places_are_free(queue_at):
    queue = queue_at(line_of(3, share=2))
    await queue.come(*[HOOVES] * 3)
    assert [caller for caller, _ in queue.inside] == [HOOVES] * 2
    await queue.come(MANES)
    assert queue.inside[-1][0] == MANES


async def test_within_a_team_its_people_take_turns(queue_at):
    mate = Caller("hooves", "Grace")
    queue = queue_at(line_of(1))
    await queue.come(*[HOOVES] * 5, mate, mate)
    assert await queue.served(4) == [mate, HOOVES, mate, HOOVES]


async def test_whoever_waits_too_long_is_told_and_keeps_no_place():
    line = line_of(1, patience=0.0)
    taken = await line.enter(HOOVES)
    with pytest.raises(LineTooLong):
        await line.enter(MANES)
    assert line.waiting == 0
    line.leave(HOOVES, taken)
    assert await line.enter(MANES) == taken


async def test_a_full_line_takes_nobody_more(queue_at):
    line = line_of(1, length=4)
    queue = queue_at(line)
    await queue.come(HOOVES, HOOVES, HOOVES, MANES, MANES)
    with pytest.raises(LineTooLong):
        await line.enter(HORNS)
    assert line.waiting == 4


async def test_one_team_fills_half_of_the_line_at_most(queue_at):
    line = line_of(1, length=4)
    queue = queue_at(line)
    await queue.come(HOOVES, HOOVES, HOOVES)
    with pytest.raises(LineTooLong):
        await line.enter(HOOVES)
    await queue.come(MANES)
    assert line.waiting == 3


async def test_who_goes_away_while_waiting_leaves_the_line_and_no_place_is_lost(queue_at):
    line = line_of(1)
    queue = queue_at(line)
    await queue.come(HOOVES, MANES, HORNS)
    queue.tasks[1].cancel()
    await queue.go()
    assert [caller for caller, _ in queue.inside] == [HORNS]
    assert line.waiting == 0


async def test_a_place_that_comes_as_its_caller_goes_away_is_not_lost():
    line = line_of(1)
    place = await line.enter(HOOVES)
    going = asyncio.ensure_future(line.enter(MANES))
    await asyncio.sleep(0)
    line.leave(HOOVES, place)  # MANES has the place from now on, and has not heard of it
    going.cancel()
    with suppress(asyncio.CancelledError):
        await going
    assert await line.enter(HORNS) == place
