"""The shapes of what a day came to. Frozen, without behaviour beyond looking something up; day.py fills them.

Times of day are aware UTC. Spans are game time, in which pauses do not count (scoring/ledger/game_time.py). None always
means that there is nothing to say: it did not happen, or the incident counts for nobody. Where each figure comes from,
with its source, stands in docs/after-the-day.md, "Figures".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gameday.models import GameDay, Incident, Round, Team
from gameday.models.choices import NoteVerdict, Role
from scenarios.models import Scenario


@dataclass(frozen=True)
class HintRecap:
    """A hint that a team has taken. `rung`: its index in the scenario's hints, from 0. `cost`: points paid for it, 0 if free."""

    rung: int
    at: datetime
    cost: int
    free: bool


@dataclass(frozen=True)
class ActsOn:
    """How often a seat did something to a service while an incident burned. Never a person.

    `service` is a role of the company, a repository of the workshop, or empty for what touches none (an answer, a key, a
    call of the referee). Typing in a terminal counts once for each time that it was noted, at most every few seconds.
    """

    seat: str
    service: str
    count: int


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis of the notepad and what became of it; `verdict` is a NoteVerdict, or empty. `seat`: whose it was."""

    text: str
    seat: str
    at: datetime
    verdict: NoteVerdict | str
    verdict_at: datetime | None


@dataclass(frozen=True)
class ChatExcerpt:
    """A line of the chat that its team has chosen to show. `seat` is empty for facilitators. `line`: ChatLine's id."""

    line: int
    name: str
    seat: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Meeting:
    """How the two halves of a team worked together in one incident (figures/meeting.py has the formulas).

    `met_at`: the first act or word of one seat on what only the other seat's card named; `by_seat`: whose it was; `on`: what
    it was about, such as "db"; `minutes`: game time from the effect to then. All None or empty if the halves never met,
    or if it cannot be said: one seat was empty, or the seats were open, so that everybody read both cards.
    `hand_overs`: how often the seat that acts or speaks changed. `longest_silence`: the longest span of game time in which one
    seat, `silent_seat`, neither acted nor spoke nor typed; None with an empty seat where the incident has no span at all,
    or only one seat was taken. `both_keys`: whether both keys were turned.
    """

    met_at: datetime | None = None
    by_seat: Role | str = ""
    on: str = ""
    minutes: float | None = None
    hand_overs: int = 0
    longest_silence: timedelta | None = None
    silent_seat: Role | str = ""
    both_keys: bool = False

    @property
    def met(self) -> bool:
        return self.met_at is not None


@dataclass(frozen=True)
class Moments:
    """When what happened in one incident, and how long it took from the effect on.

    `injected_at`: the first fault was put in (Injection.applied_at). `effect_at`: its effect was seen (Incident.live_at, where
    the score clock starts; of an incident that never went live, the last Injection.verified_at). `noticed_at`: the first
    act or word of the team from then on, typing in a terminal not counted. `acknowledged_at`, `mended_at` (the
    customers feel it no more: Incident.mitigated_at), `keys_at` (both keys are turned), `ended_at`.
    A voided incident keeps its moments and has no spans.
    """

    injected_at: datetime | None = None
    effect_at: datetime | None = None
    noticed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    mended_at: datetime | None = None
    keys_at: datetime | None = None
    ended_at: datetime | None = None
    to_detect: timedelta | None = None
    to_acknowledge: timedelta | None = None
    to_recover: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentRecap(Moments):
    """One incident of one team. Never one that was practised in the lobby.

    `revenue`: points that the shop earned from the effect to the end, less what was taken back. `points`: what the ledger
    says of the incident itself: objectives, speed, less hints, less what was taken back. Both None where it is voided.
    `hint_cost`: points paid for hints, as a positive number.
    """

    incident: Incident
    scenario: Scenario
    round: Round | None  # None: injected by a facilitator, outside of all rounds
    voided: bool
    revenue: int | None = None
    points: int | None = None
    hints: tuple[HintRecap, ...] = ()
    hint_cost: int = 0
    acts: tuple[ActsOn, ...] = ()  # by seat, then by how many
    hypotheses: tuple[Hypothesis, ...] = ()
    excerpts: tuple[ChatExcerpt, ...] = ()
    meeting: Meeting = Meeting()


@dataclass(frozen=True)
class Medians:
    """The medians of one scenario over all teams, each over the incidents that have that span. Voided ones are left out.

    `incidents`: how many there are that count. None: no team has such a span.
    """

    incidents: int = 0
    to_detect: timedelta | None = None
    to_acknowledge: timedelta | None = None
    to_recover: timedelta | None = None


@dataclass(frozen=True)
class Collaboration:
    """How the halves of a team (or of all teams) worked together over the day. Voided incidents are left out.

    `incidents`: those that burned; `meetings`: in how many of them the halves met; `minutes`: the median of the minutes to
    the meeting; `hand_overs`: their sum; `longest_silence`: the longest of all, and `silent_seat` whose it was;
    `both_keys`: how many incidents were closed by both keys.
    """

    incidents: int = 0
    meetings: int = 0
    minutes: float | None = None
    hand_overs: int = 0
    longest_silence: timedelta | None = None
    silent_seat: Role | str = ""
    both_keys: int = 0


@dataclass(frozen=True)
class TeamRecap:
    """A team's day. `place`, `points`, `revenue`, `resolved` as its Standing has them; equal points share a place.

    `seats`: seat -> how many people who took part hold it, bots included. `incidents`: in the order in which they were due.
    """

    team: Team
    place: int
    points: int
    revenue: int
    resolved: int
    seats: Mapping[str, int]
    incidents: tuple[IncidentRecap, ...]
    collaboration: Collaboration

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Those of its incidents in which the halves met, in the order of the incidents."""
        return tuple(each.meeting for each in self.incidents if each.meeting.met)

    def incident_of(self, round: Round) -> IncidentRecap | None:
        """Its incident of that round; None where it had none."""
        return next((each for each in self.incidents if each.round and each.round.pk == round.pk), None)


@dataclass(frozen=True)
class DayRecap:
    """The whole day: everything, also what a freeze still hides. Who may see what is decided by the pages.

    `rounds`: those that opened, in their order; `teams`: by place, then by position; `medians`: by the scenario's primary key.
    """

    gameday: GameDay
    rounds: tuple[Round, ...]
    teams: tuple[TeamRecap, ...]
    medians: Mapping[int, Medians]
    collaboration: Collaboration

    def team(self, pk: int) -> TeamRecap | None:
        """The team with that primary key; None where it is not of this day."""
        return next((each for each in self.teams if each.team.pk == pk), None)

    def medians_of(self, recap: IncidentRecap) -> Medians:
        """The medians of all teams for the scenario of that incident."""
        return self.medians.get(recap.scenario.pk, Medians())
