"""Changes a game day's schedule as a whole: what an editor sends is checked, then saved all at once or not at all.

While the day runs only what lies ahead can be changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gameday.event import timeline
from gameday.event.timeline import Block, Timeline
from gameday.language.spans import write_span
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Round, ScheduleMark
from gameday.models.choices import OVER, PlanKind
from gameday.models.schedule_mark import MOST_TIMES
from scenarios.models import Scenario
from scenarios.refusal import Refused

LONGEST = 3 * 24 * 3600  # seconds of a game day
LONGEST_BREAK = 4 * 3600
MOST_BLOCKS = 200
LARGEST_DRAFT = 100_000  # characters


class DraftBlock(BaseModel):
    """A block as the editor sends it, in seconds of the plan's time. What has a row already names it."""

    model_config = ConfigDict(extra="forbid")
    kind: PlanKind
    at: int = Field(ge=0, le=LONGEST)
    lasts: int = Field(default=0, ge=0, le=LONGEST)
    scenario: int | None = None
    swap: bool = False
    row: int | None = None
    factor: int = Field(default=1, ge=1, le=MOST_TIMES)


class ScheduleDraft(BaseModel):
    """A whole schedule. `base`: the digest of what the editor began with."""

    model_config = ConfigDict(extra="forbid")
    base: str = Field(max_length=64)
    length: int = Field(ge=0, le=LONGEST)
    blocks: list[DraftBlock] = Field(max_length=MOST_BLOCKS)


@dataclass(frozen=True)
class Judged:
    """A draft beside what is planned. `complaints`: place in `blocks` -> what is wrong with it; -1: the end of the day."""

    blocks: list[Block]
    length: int
    complaints: dict[int, str] = field(default_factory=dict)


class FaultySchedule(Refused):
    """The schedule cannot be saved like this. Nothing was changed."""

    def __init__(self, judged: Judged) -> None:
        super().__init__(_("The schedule was not saved: see what stands beside it."))
        self.judged = judged


class ChangedMeanwhile(Refused):
    """Somebody else has saved the schedule since the editor was opened. Nothing was changed."""

    def __init__(self, judged: Judged, by: str) -> None:
        super().__init__(
            _(
                "{by} has saved another schedule meanwhile. What you see is yours and is not saved yet: save it over "
                "theirs, or take theirs."
            ).format(by=by or _("Somebody else"))
        )
        self.judged = judged


def read_draft(text: str) -> ScheduleDraft:
    """What an editor has sent. Raises Refused where nobody could have meant that."""
    try:
        if len(text) > LARGEST_DRAFT:
            raise ValueError
        return ScheduleDraft.model_validate_json(text)
    except (ValidationError, ValueError) as wrong:
        raise Refused(_("The schedule did not arrive whole, so nothing was changed. Load the page again.")) from wrong


def save_schedule(gameday: GameDay, draft: ScheduleDraft, *, by: str, now: datetime) -> None:
    """Save a draft. Raises FaultySchedule, ChangedMeanwhile or Refused; then nothing was changed."""
    with transaction.atomic():
        GameDay.objects.select_for_update().get(pk=gameday.pk)
        gameday.refresh_from_db()
        if gameday.state in OVER:
            raise Refused(_("{gameday} is over: its schedule stays as it was.").format(gameday=gameday))
        planned = timeline.read_timeline(gameday, now)
        judged = judge_draft(draft, planned, _scenarios(draft))
        if draft.base != planned.digest:
            raise ChangedMeanwhile(judged, gameday.schedule_saved_by)
        if judged.complaints:
            raise FaultySchedule(judged)
        _write(gameday, judged, planned)
        gameday.duration, gameday.schedule_saved_by = _game(judged.length, judged.blocks), by
        gameday.save(update_fields=["duration", "schedule_saved_by"])
        tell_teams(Change.GAMEDAY_EDITED, gameday.team_ids(), gameday_id=gameday.pk)


def _scenarios(draft: ScheduleDraft) -> dict[int, Scenario]:
    wanted = [block.scenario for block in draft.blocks if block.scenario is not None]
    return {row.pk: row for row in Scenario.objects.filter(pk__in=wanted).defer("assets", "proof")}


# Judging -------------------------------------------------------------------------------------------------------------


def judge_draft(draft: ScheduleDraft, planned: Timeline, scenarios: Mapping[int, Scenario]) -> Judged:
    """Put the draft beside what is planned. What has begun stays as it is, whatever the draft says of it."""
    rows = {(block.is_round, block.row): block for block in planned.blocks}
    kept = [block for block in planned.blocks if block.fixed]
    drawn: list[tuple[Block, str]] = [(block, "") for block in kept]
    for sent in draft.blocks:
        old = rows.get((sent.kind == PlanKind.ROUND, sent.row)) if sent.row else None
        if old and old.fixed:
            if (sent.at, sent.swap) != (old.at, old.swap):
                place = kept.index(old)
                drawn[place] = (old, _("This has begun meanwhile, and stays where it is."))
            continue
        block = _block(sent, scenarios, old)
        drawn.append((block, "" if block.title else _("This scenario is not there any more. Choose another.")))
    drawn.sort(key=lambda pair: pair[0].order)
    blocks = [block for block, _why in drawn]
    complaints = {place: why for place, (_block, why) in enumerate(drawn) if why}
    for place, why in _faults(blocks, draft.length, planned):
        complaints.setdefault(place, why)
    return Judged(blocks, draft.length, complaints)


def _block(sent: DraftBlock, scenarios: Mapping[int, Scenario], old: Block | None) -> Block:
    row = old.row if old else None
    if sent.kind != PlanKind.ROUND:
        lasts = 0 if sent.kind == PlanKind.FREEZE else sent.lasts
        factor = sent.factor if sent.kind == PlanKind.RUSH else 1
        return Block(sent.kind, sent.at, lasts, str(sent.kind.label), row=row, factor=factor)
    scenario = scenarios.get(sent.scenario or 0)
    if scenario is None:
        return Block(sent.kind, sent.at, swap=sent.swap, row=row)
    return timeline.scenario_block(scenario, sent.at, swap=sent.swap, row=row)


def _faults(blocks: Sequence[Block], length: int, planned: Timeline) -> Iterator[tuple[int, str]]:
    """(place, what is wrong). What stands as it stood is not judged again: a day may be older than this rule."""
    before = {_place_of(block) for block in planned.blocks}
    new = [_place_of(block) not in before for block in blocks]
    passed = planned.passed
    for place, block in enumerate(blocks):
        if new[place] and (why := _alone(block, length, passed)):
            yield place, why
        elif block.is_rush and not _game_seconds(block, blocks):
            yield place, _("All of it lies in a break, in which no customers come. Move one of them.")
        elif not block.is_freeze and (other := _in_the_way(place, blocks, new)):
            yield place, _overlap(block, other)
    freezes = [place for place, block in enumerate(blocks) if block.is_freeze]
    yield from ((place, _("One freeze is enough: take this one out.")) for place in freezes[1:])
    if why := _why_no_end(blocks, length, planned):
        yield -1, why


def _place_of(block: Block) -> tuple[str, int | None, int, int, int]:
    return block.kind, block.row, block.at, block.lasts, block.factor


def _alone(block: Block, length: int, passed: int | None) -> str:
    """What is wrong with a block whatever stands beside it."""
    if passed is not None and block.at <= passed:
        return _("The day is at {now} already. Choose a later moment.").format(now=_span(passed))
    if block.is_break and not 60 <= block.lasts <= LONGEST_BREAK:
        return _("A break lasts from one minute to {most}.").format(most=_span(LONGEST_BREAK))
    if block.is_rush and block.factor < 2:
        return _("A rush hour brings 2 to {most} times the customers.").format(most=MOST_TIMES)
    if block.is_rush and block.lasts < 60:
        return _("A rush hour lasts a minute at least.")
    if block.ends > length:
        return _("It would go on after the end of the day, which is at {end}.").format(end=_span(length))
    return ""


def _in_the_way(place: int, blocks: Sequence[Block], new: Sequence[bool]) -> Block | None:
    """The other block that this one overlaps with, where either of them was moved. Rush hours lie on a line of their own."""
    one = blocks[place]
    return next(
        (
            other
            for where, other in enumerate(blocks)
            if where != place
            and not other.is_freeze
            and other.is_rush == one.is_rush
            and (new[place] or new[where])
            and one.at < other.ends
            and other.at < one.ends
        ),
        None,
    )


def _overlap(block: Block, other: Block) -> str:
    return _("It overlaps with “{other}”, which lasts from {begins} to {ends}. Move one of them.").format(
        other=other.title, begins=_span(other.at), ends=_span(other.ends)
    )


def _why_no_end(blocks: Iterable[Block], length: int, planned: Timeline) -> str:
    if length == planned.length:
        return ""
    if length <= (planned.passed or 0):
        return _("The day is at {now} already. Give it longer, or press Finish.").format(now=_span(planned.passed or 0))
    last = max((block.ends for block in blocks if not block.fixed), default=0)
    return "" if last <= length else _("Something is planned until {end}.").format(end=_span(last))


def _span(seconds: int) -> str:
    return write_span(timedelta(seconds=seconds))


# Saving --------------------------------------------------------------------------------------------------------------


def _game(at: int, blocks: Iterable[Block]) -> timedelta:
    return timedelta(seconds=timeline.game_time(at, [(one.at, one.lasts) for one in blocks if one.is_break]))


def _game_seconds(block: Block, blocks: Iterable[Block]) -> int:
    """How much game time lies in a block."""
    begins, ends = (_game(at, blocks) for at in (block.at, block.ends))
    return timeline.seconds(ends - begins)


def _write(gameday: GameDay, judged: Judged, planned: Timeline) -> None:
    """Rows as the draft wants them. Raises FaultySchedule where the clock opened a round in this very moment."""
    kept = {(block.is_round, block.row) for block in judged.blocks}
    for gone in planned.blocks:
        if gone.row and (gone.is_round, gone.row) not in kept and not gone.fixed:
            rows = gameday.rounds.filter(opened_at=None) if gone.is_round else gameday.marks.filter(done_at=None)
            rows.filter(pk=gone.row).delete()
    for place, block in enumerate(judged.blocks):
        if not block.fixed and not _write_block(gameday, place, block, judged.blocks):
            why = _("This has begun meanwhile, and stays where it is.")
            raise FaultySchedule(Judged(judged.blocks, judged.length, {place: why}))


def _write_block(gameday: GameDay, place: int, block: Block, blocks: Sequence[Block]) -> bool:
    """Whether the row is as the block says now. Not so, where it has begun in this very moment."""
    starts_after = _game(block.at, blocks)
    if block.is_round:
        columns = {"scenario_id": block.scenario, "swap": block.swap, "starts_after": starts_after}
        if block.row:
            return Round.objects.filter(pk=block.row, gameday=gameday, opened_at=None).update(**columns) == 1
        Round.objects.create(gameday=gameday, position=place, **columns)
        return True
    seconds = _game_seconds(block, blocks) if block.is_rush else block.lasts
    columns = {"starts_after": starts_after, "lasts": timedelta(seconds=seconds), "factor": block.factor}
    if block.row:
        rows = ScheduleMark.objects.filter(pk=block.row, gameday=gameday, done_at=None)
        rows.exclude(starts_after=starts_after, factor=block.factor).update(announced_at=None)  # it is said again
        return rows.update(**columns) == 1
    ScheduleMark.objects.create(gameday=gameday, kind=block.kind, **columns)
    return True
