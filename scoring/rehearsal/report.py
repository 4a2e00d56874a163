"""What a rehearsal has shown: everything that was planned in its order, and whether the day can be played. It reads rows alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Max
from django.utils.translation import gettext as _

from gameday.event import rehearsing
from gameday.language.spans import write_span
from gameday.models import GameDay, Incident, Injection, Round, ScheduledMessage, ScheduleMark, Team
from gameday.models.choices import ENDED, IN_FORCE, OPEN, OVER, IncidentState, PlanKind
from scenarios.document import parse
from scenarios.document.vocabulary import UpdateGoal
from scoring.ledger.game_time import Pauses, pauses_of
from scoring.models import RehearsalVerdict, Tick

ANEW = 2  # attempts after which a fault is healed by a new container: its own way back did not do
SLOW_TICKS = 2  # a tick that takes longer than so many is given up


@dataclass(frozen=True)
class PlayedLine:
    """How one round went at one team, or what became of a mark or a message. `said`: in words."""

    verdict: RehearsalVerdict
    said: str = ""
    team: Team | None = None

    @property
    def is_good(self) -> bool:
        return self.verdict in (RehearsalVerdict.SOLVED, RehearsalVerdict.DONE)

    @property
    def is_bad(self) -> bool:
        return self.verdict in (RehearsalVerdict.UNSOLVED, RehearsalVerdict.NOT_IN, RehearsalVerdict.LEFT_OUT)


@dataclass(frozen=True)
class PlayedItem:
    """One thing that was planned. `at`: game time of the rehearsal. `number`: of a round, from 1; else 0."""

    at: timedelta
    title: str
    lines: list[PlayedLine]
    number: int = 0
    kind: str = ""

    @property
    def is_ahead(self) -> bool:
        return all(line.verdict == RehearsalVerdict.AHEAD for line in self.lines)

    @property
    def shown(self) -> list[PlayedLine]:
        """What is to come says so once."""
        return [] if self.is_ahead else self.lines


@dataclass(frozen=True)
class RehearsalReport:
    """`reasons`: what speaks against the day, a sentence each. `slowest`: seconds of the slowest tick; None before the first."""

    played: GameDay
    items: list[PlayedItem]
    reasons: list[str] = field(default_factory=list)
    slowest: float | None = None
    healed: int = 0
    left: timedelta = timedelta()

    @property
    def under_way(self) -> bool:
        """Whether it is being played, or its sandboxes are not given up yet."""
        return self.played.is_launched or self.played.is_finished

    @property
    def go(self) -> bool:
        return not self.under_way and not self.reasons

    @property
    def ended_early(self) -> bool:
        """Somebody or something ended it under way: what had not come by then speaks neither for nor against the day."""
        return self.played.started_at is not None and bool(self.played.problem)

    @property
    def coming(self) -> PlayedItem | None:
        return next((item for item in self.items if item.is_ahead), None)

    @property
    def rounds(self) -> int:
        return sum(bool(item.number) for item in self.items)

    @property
    def opened(self) -> int:
        return sum(bool(item.number and not item.is_ahead) for item in self.items)

    @property
    def solved(self) -> int:
        """How many rounds every team has solved."""
        return sum(bool(item.number and all(line.is_good for line in item.lines)) for item in self.items)


def read_report(played: GameDay, now: datetime) -> RehearsalReport:
    """As it stands. Ten queries, however long the day is."""
    items = sorted([*_rounds(played), *_marks(played), *_messages(played)], key=lambda item: item.at)
    injections = list(Injection.objects.filter(incident__gameday=played).select_related("incident__team"))
    settled = Tick.objects.filter(gameday=played, settled_at__isnull=False)
    slowest = settled.aggregate(slowest=Max(F("settled_at") - F("at")))["slowest"]
    seconds = slowest.total_seconds() if slowest is not None else None
    over = played.state in OVER or played.is_draft
    reasons = [*_reasons(played, items, seconds), *_stubborn(injections)] if over else []
    healed = sum(row.healed_at is not None for row in injections)
    return RehearsalReport(played, items, reasons, seconds, healed, _left(played, now))


def _left(played: GameDay, now: datetime) -> timedelta:
    """Until its end, with the breaks that are to come; nothing before the start."""
    if not played.under_way or played.ends_at is None:
        return timedelta()
    breaks = rehearsing.break_time(mark for mark in played.marks.all() if mark.done_at is None)
    rest = max(played.resume_at - now, timedelta()) if played.resume_at else timedelta()
    return max(played.duration - played.elapsed(now), timedelta()) + breaks + rest


# What was planned ----------------------------------------------------------------------------------------------------


def _rounds(played: GameDay) -> Iterator[PlayedItem]:
    teams = list(played.teams.all())
    incidents: dict[tuple[int | None, int], Incident] = {
        (row.round_id, row.team_id): row for row in played.incidents.prefetch_related("objectives", "injections")
    }
    pauses = pauses_of(played)
    rows = played.rounds.select_related("scenario").defer("scenario__assets", "scenario__proof")
    for number, one in enumerate(rows, start=1):
        lines = [_played_round(played, one, team, incidents.get((one.pk, team.pk)), pauses) for team in teams]
        yield PlayedItem(one.starts_after, one.scenario.title, lines, number, PlanKind.ROUND)


def _played_round(played: GameDay, one: Round, team: Team, incident: Incident | None, pauses: Pauses) -> PlayedLine:
    if incident is None:
        return PlayedLine(_not_done(played), team=team)
    if incident.live_at is None:
        if incident.state in ENDED:
            return PlayedLine(RehearsalVerdict.NOT_IN, incident.problem, team)
        return PlayedLine(RehearsalVerdict.GOING_IN, team=team)
    solved_at, unmet = _solved(incident, one)
    if solved_at:
        return PlayedLine(RehearsalVerdict.SOLVED, _span(incident.live_at, solved_at, pauses), team)
    if incident.state in OPEN:
        return PlayedLine(RehearsalVerdict.BURNING, team=team)
    span = _span(incident.live_at, incident.ended_at or incident.live_at, pauses)
    said = _("open after {span}: {goals}").format(span=span, goals=", ".join(unmet))
    return PlayedLine(RehearsalVerdict.UNSOLVED, incident.problem if not unmet else said, team)


def _span(since: datetime, until: datetime, pauses: Pauses) -> str:
    """In game time: a break costs nobody anything."""
    return write_span(timedelta(seconds=pauses.seconds(since, until)))


def _solved(incident: Incident, one: Round) -> tuple[datetime | None, list[str]]:
    """When its last goal was met, and the titles of those that are not. An update for the boss is no goal of bots."""
    document = parse.document_of(one.scenario)
    goals = {goal.id: goal for goal in document.objectives if not isinstance(goal, UpdateGoal)}
    met = {row.key: row.met_at for row in incident.objectives.all() if row.met_at}
    unmet = [goal.label for key, goal in goals.items() if key not in met]
    if incident.state == IncidentState.RESOLVED:
        return incident.ended_at, []
    if unmet or incident.state == IncidentState.VOIDED:
        return None, unmet
    return max(met[key] for key in goals), []


def _marks(played: GameDay) -> Iterator[PlayedItem]:
    for mark in played.marks.all():
        yield PlayedItem(mark.starts_after, _mark_title(mark), [_played_mark(played, mark.done_at)], kind=mark.kind)


def _mark_title(mark: ScheduleMark) -> str:
    kind = str(mark.get_kind_display())
    return f"{kind} ({write_span(mark.lasts)})" if mark.is_break else kind


def _messages(played: GameDay) -> Iterator[PlayedItem]:
    rows: list[ScheduledMessage] = list(played.scheduled_messages.all())
    for row in rows:
        title = _("Message: {text}").format(text=row.text[:80])
        yield PlayedItem(row.send_after or timedelta(), title, [_played_mark(played, row.sent_at)])


def _played_mark(played: GameDay, done_at: datetime | None) -> PlayedLine:
    return PlayedLine(RehearsalVerdict.DONE if done_at else _not_done(played))


def _not_done(played: GameDay) -> RehearsalVerdict:
    return RehearsalVerdict.AHEAD if played.is_launched else RehearsalVerdict.LEFT_OUT


# What speaks against the day -----------------------------------------------------------------------------------------


def _reasons(played: GameDay, items: list[PlayedItem], slowest: float | None) -> Iterator[str]:
    if played.started_at is None:
        yield _("It never began.") + (f" {played.problem}" if played.problem else "")
        return
    if played.problem:
        yield played.problem
    cut_off = (RehearsalVerdict.UNSOLVED, RehearsalVerdict.LEFT_OUT) if played.problem else ()
    for item in items:
        for line in item.lines:
            if line.is_bad and line.verdict not in cut_off:
                yield _reason(item, line)
    if slowest is not None and slowest > SLOW_TICKS * settings.TICK_SECONDS:
        yield _(
            "The slowest tick took {slowest:.1f} s, and one comes every {every:g} s: points would come late."
        ).format(slowest=slowest, every=settings.TICK_SECONDS)


def _reason(item: PlayedItem, line: PlayedLine) -> str:
    where = f"{item.title}, {line.team}" if line.team else item.title
    return f"{where}: {line.verdict.label}" + (f" ({line.said.rstrip('.')})" if line.said else "")


def _stubborn(injections: list[Injection]) -> Iterator[str]:
    """Faults that did not come out by their own way back."""
    for row in injections:
        if row.state in IN_FORCE:
            yield _("{kind} on {role} at {team} was not healed.").format(
                kind=row.kind, role=row.target, team=row.incident.team
            )
        elif row.attempts >= ANEW:
            yield _("{kind} on {role} at {team} would not heal: its container had to be made anew.").format(
                kind=row.kind, role=row.target, team=row.incident.team
            )
