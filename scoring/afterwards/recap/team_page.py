"""What the recap shows of each incident of one team: moments, times beside the median, who touched what. Reads no rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import Role
from scoring.afterwards.figures.shapes import ActsOn, DayRecap, IncidentRecap, TeamRecap
from scoring.afterwards.recap.sentences import compare_spans, figure_span, meeting_in_words
from scoring.ledger.game_time import Pauses

MOMENTS = {
    "injected_at": _lazy("put in"),
    "effect_at": _lazy("effect seen"),
    "noticed_at": _lazy("first noticed"),
    "acknowledged_at": _lazy("acknowledged"),
    "mended_at": _lazy("mended"),
    "keys_at": _lazy("both keys"),
    "ended_at": _lazy("ended"),
}
SPANS = {
    "to_detect": _lazy("to detect"),
    "to_acknowledge": _lazy("to acknowledge"),
    "to_recover": _lazy("to recover"),
}


@dataclass(frozen=True)
class Moment:
    """When something happened; `after`: how long after the effect, in game time. Nothing where it did not happen."""

    name: str | Promise
    at: datetime | None
    after: str


@dataclass(frozen=True)
class SpanBeside:
    """A team's span beside the median of all teams. `own_share`, `median_share`: the length of a bar, per cent for SVG."""

    name: str | Promise
    own: str
    median: str
    comparison: str
    own_share: str
    median_share: str


@dataclass(frozen=True)
class SeatActs:
    seat: str
    touched: list[ActsOn]


@dataclass(frozen=True)
class RecapCard:
    """`number` is that of its round, 0 outside of all rounds."""

    recap: IncidentRecap
    number: int
    moments: list[Moment]
    spans: list[SpanBeside]
    acts: list[SeatActs]
    meeting: list[str]


def incident_cards(day: DayRecap, team: TeamRecap, numbers: Mapping[int, int], pauses: Pauses) -> list[RecapCard]:
    """A card for each incident of the team, in the order of the day."""
    return [
        RecapCard(
            recap,
            numbers.get(recap.round.pk, 0) if recap.round else 0,
            list(_moments(recap, pauses)),
            [] if recap.voided else list(_spans(day, recap)),
            [SeatActs(role, touched) for role in Role if (touched := [act for act in recap.acts if act.seat == role])],
            list(meeting_in_words(recap, team)),
        )
        for recap in team.incidents
    ]


def _moments(recap: IncidentRecap, pauses: Pauses) -> Iterator[Moment]:
    for column, name in MOMENTS.items():
        at = getattr(recap, column)
        yield Moment(name, at, _after_effect(at, recap, pauses))


def _after_effect(at: datetime | None, recap: IncidentRecap, pauses: Pauses) -> str:
    if at is None or recap.effect_at is None or at <= recap.effect_at:
        return ""
    return f"+{figure_span(timedelta(seconds=pauses.seconds(recap.effect_at, at)))}"


def _spans(day: DayRecap, recap: IncidentRecap) -> Iterator[SpanBeside]:
    medians = day.medians_of(recap)
    pairs = {name: (getattr(recap, name), getattr(medians, name)) for name in SPANS}
    longest = max((span for pair in pairs.values() for span in pair if span), default=timedelta())
    for name, (own, median) in pairs.items():
        yield SpanBeside(
            SPANS[name],
            figure_span(own),
            figure_span(median),
            compare_spans(own, median, medians.incidents),
            _share(own, longest),
            _share(median, longest),
        )


def _share(span: timedelta | None, longest: timedelta) -> str:
    return f"{100 * span / longest:.1f}%" if span and longest else "0%"
