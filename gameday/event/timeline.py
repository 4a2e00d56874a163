"""A game day's schedule as people read it: rounds, breaks, a freeze and rush hours on one line, on which breaks take their time.

Rows hold game time, which stands still in a break. The plan's time goes on; both count from the start.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gameday.event.proposal import Proposal
from gameday.language.vocabulary import translate_code
from gameday.models import GameDay, Round, ScheduleMark
from gameday.models.choices import STARTED, PlanKind
from scenarios.document import parse
from scenarios.models import Scenario


@dataclass(frozen=True)
class Block:
    """One thing on the line; `at` and `lasts` are seconds of the plan's time. `row`: its id; None where it has no row yet.

    A round lasts as long as a good team needs, a freeze no time at all; a rush hour lies beside the others and has a
    `factor`. `fixed`: it has begun, and stays as it is.
    """

    kind: str
    at: int
    lasts: int = 0
    title: str = ""
    scenario: int | None = None
    slug: str = ""
    category: str = ""
    difficulty: int = 0
    points: int = 0
    swap: bool = False
    row: int | None = None
    fixed: bool = False
    factor: int = 1

    @property
    def ends(self) -> int:
        return self.at + self.lasts

    @property
    def minutes(self) -> int:
        return round(self.lasts / 60)

    is_round = property(lambda self: self.kind == PlanKind.ROUND)
    is_break = property(lambda self: self.kind == PlanKind.BREAK)
    is_freeze = property(lambda self: self.kind == PlanKind.FREEZE)
    is_rush = property(lambda self: self.kind == PlanKind.RUSH)

    @property
    def order(self) -> tuple[int, bool, bool, int]:
        """As they come; of those at one moment the freeze is named last."""
        return (self.at, self.is_freeze, self.is_rush, self.row or 0)


@dataclass(frozen=True)
class Timeline:
    """`length`: when the game ends, in seconds of the plan's time. `passed`: so much of it is over; None before the start.

    `start`: what comes after so many seconds comes at `start` and that; None while nobody knows. `digest` changes with
    everything that a facilitator plans, and with nothing else.
    """

    blocks: list[Block]
    length: int
    passed: int | None = None
    start: datetime | None = None
    digest: str = ""

    @property
    def rounds(self) -> list[Block]:
        return [block for block in self.blocks if block.is_round]

    @property
    def points(self) -> int:
        return sum(block.points for block in self.blocks)

    @property
    def categories(self) -> list[tuple[str, int, int]]:
        """(category in words, rounds, points), the most points first."""
        found: dict[str, tuple[int, int]] = {}
        for block in self.rounds:
            rounds, points = found.get(block.category, (0, 0))
            found[block.category] = (rounds + 1, points + block.points)
        lines = [(translate_code(category), *counted) for category, counted in found.items()]
        return sorted(lines, key=lambda line: -line[2])


# Two kinds of time ---------------------------------------------------------------------------------------------------


def plan_time(game: int, breaks: Iterable[tuple[int, int]]) -> int:
    """Seconds of the plan's time at this game time. `breaks`: (game time, length). What comes at a break's moment follows it."""
    return game + sum(lasts for at, lasts in breaks if at <= game)


def plan_end(game: int, breaks: Iterable[tuple[int, int]]) -> int:
    """The plan's time at which what lasts until this game time is over: before a break that comes at that moment."""
    return game + sum(lasts for at, lasts in breaks if at < game)


def game_time(at: int, breaks: Iterable[tuple[int, int]]) -> int:
    """Seconds of game time at this moment of the plan. `breaks`: (plan's time, length)."""
    return at - sum(min(lasts, at - begins) for begins, lasts in breaks if begins < at)


def seconds(span: timedelta) -> int:
    return round(span.total_seconds())


# From rows and from a proposal ---------------------------------------------------------------------------------------


def read_timeline(gameday: GameDay, now: datetime) -> Timeline:
    """The schedule of a game day. Two queries."""
    rounds = list(gameday.rounds.select_related("scenario").defer("scenario__assets", "scenario__proof"))
    marks = list(gameday.marks.all())
    breaks = [(seconds(mark.starts_after), seconds(mark.lasts)) for mark in marks if mark.is_break]
    passed = seconds(gameday.elapsed(now)) if gameday.started_at else None
    blocks = [
        *(_round_block(one, breaks, _has_begun(one.starts_after, passed, one.opened_at, gameday)) for one in rounds),
        *(_mark_block(one, marks, breaks, _has_begun(one.starts_after, passed, one.done_at, gameday)) for one in marks),
    ]
    return Timeline(
        in_order(blocks),
        plan_time(seconds(gameday.duration), breaks),
        None if passed is None else plan_time(passed, breaks),
        _start(gameday, marks),
        _digest(gameday, rounds, marks),
    )


def _start(gameday: GameDay, marks: Iterable[ScheduleMark]) -> datetime | None:
    """The start, later by every pause that was not planned, and earlier where a break was ended before its time."""
    if gameday.started_at is None:
        return gameday.planned_start
    begun = sorted((mark.done_at, mark.lasts) for mark in marks if mark.is_break and mark.done_at)
    over = begun[:-1] if gameday.resume_at else begun  # the time of the one that goes on is not counted as paused yet
    return gameday.started_at + gameday.paused_for - sum((lasts for _done_at, lasts in over), timedelta())


def _has_begun(starts_after: timedelta, passed: int | None, done_at: datetime | None, gameday: GameDay) -> bool:
    if done_at is not None:
        return True
    return gameday.state in STARTED and passed is not None and seconds(starts_after) <= passed


def _round_block(one: Round, breaks: Sequence[tuple[int, int]], fixed: bool) -> Block:
    at = plan_time(seconds(one.starts_after), breaks)
    return scenario_block(one.scenario, at, swap=one.swap, row=one.pk, fixed=fixed)


def scenario_block(
    scenario: Scenario, at: int, *, swap: bool = False, row: int | None = None, fixed: bool = False
) -> Block:
    """A round with that scenario."""
    document = parse.document_of(scenario)
    return Block(
        PlanKind.ROUND,
        at,
        round(document.estimate),
        document.title,
        scenario.pk,
        scenario.slug,
        document.category,
        document.difficulty,
        sum(goal.points for goal in document.objectives),
        swap,
        row,
        fixed,
    )


def _mark_block(
    mark: ScheduleMark, marks: Sequence[ScheduleMark], breaks: Sequence[tuple[int, int]], fixed: bool
) -> Block:
    """A break lies behind those of the same moment that were planned before it. A rush hour lasts longer by breaks in it."""
    at = seconds(mark.starts_after)
    if mark.is_rush:
        begins, ends = plan_time(at, breaks), plan_end(seconds(mark.ends_after), breaks)
        title = mark.get_kind_display()
        return Block(mark.kind, begins, ends - begins, title, row=mark.pk, fixed=fixed, factor=mark.factor)
    before = [
        (seconds(one.starts_after), seconds(one.lasts))
        for one in marks
        if one.is_break and (one.starts_after, one.pk) < (mark.starts_after, mark.pk if mark.is_break else 0)
    ]
    return Block(
        mark.kind, plan_time(at, before), seconds(mark.lasts), mark.get_kind_display(), row=mark.pk, fixed=fixed
    )


def timeline_of(proposal: Proposal, scenarios: dict[str, Scenario]) -> Timeline:
    """What was proposed, on a line. `scenarios`: by slug."""
    blocks = [
        *(scenario_block(scenarios[one.offer.slug], one.at * 60, swap=one.swap) for one in proposal.rounds),
        *(Block(PlanKind.BREAK, one.at * 60, one.lasts * 60, str(PlanKind.BREAK.label)) for one in proposal.breaks),
    ]
    if rush := proposal.rush:
        title = str(PlanKind.RUSH.label)
        blocks.append(Block(PlanKind.RUSH, rush.at * 60, rush.lasts * 60, title, factor=rush.factor))
    if proposal.freeze is not None:
        blocks.append(Block(PlanKind.FREEZE, proposal.freeze * 60, title=str(PlanKind.FREEZE.label)))
    return Timeline(in_order(blocks), proposal.game * 60)


def in_order(blocks: Iterable[Block]) -> list[Block]:
    return sorted(blocks, key=lambda block: block.order)


def _digest(gameday: GameDay, rounds: Iterable[Round], marks: Iterable[ScheduleMark]) -> str:
    planned = [
        seconds(gameday.duration),
        sorted((one.pk, one.scenario_id, seconds(one.starts_after), one.swap) for one in rounds),
        sorted((one.pk, one.kind, seconds(one.starts_after), seconds(one.lasts), one.factor) for one in marks),
    ]
    return hashlib.sha256(json.dumps(planned).encode()).hexdigest()[:16]
