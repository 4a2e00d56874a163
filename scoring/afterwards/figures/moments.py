"""When what happened in an incident, how long it took in game time, and the medians of all teams. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from gameday.models import Incident
from gameday.models.choices import IncidentState
from scoring.afterwards.figures.meeting import Deed
from scoring.afterwards.figures.shapes import IncidentRecap, Medians, Moments
from scoring.ledger.game_time import Pauses


@dataclass(frozen=True)
class FaultMoments:
    """Of all faults of an incident: when the first was put in, when the last was seen, whether a facilitator took one out."""

    applied_at: datetime | None = None
    verified_at: datetime | None = None
    mended_for_them: bool = False


def effect_of(incident: Incident, faults: FaultMoments) -> datetime | None:
    """When its effect was seen: when it went live, else when its last fault was verified."""
    return incident.live_at or faults.verified_at


def mended_of(incident: Incident, faults: FaultMoments) -> datetime | None:
    """When the customers felt it no more. One that was resolved without a journey of theirs was mended when it ended."""
    closed = incident.state == IncidentState.RESOLVED and not faults.mended_for_them
    return incident.mitigated_at or (incident.ended_at if closed else None)


def first_noticed(deeds: Iterable[Deed], effect: datetime, end: datetime) -> datetime | None:
    """The first act or word from the effect to the end. Typing does not count: whoever typed before goes on typing."""
    return min((deed.at for deed in deeds if not deed.typed and effect <= deed.at <= end), default=None)


def moments_of(
    incident: Incident,
    faults: FaultMoments,
    *,
    noticed_at: datetime | None,
    keys_at: datetime | None,
    paused: Pauses,
) -> Moments:
    """The moments of one incident, and the game time from its effect to three of them; no spans where it was voided."""
    effect, mended = effect_of(incident, faults), mended_of(incident, faults)

    def span(until: datetime | None) -> timedelta | None:
        if effect is None or until is None or incident.state == IncidentState.VOIDED:
            return None
        return timedelta(seconds=paused.seconds(effect, until))

    return Moments(
        injected_at=faults.applied_at,
        effect_at=effect,
        noticed_at=noticed_at,
        acknowledged_at=incident.acknowledged_at,
        mended_at=mended,
        keys_at=keys_at,
        ended_at=incident.ended_at,
        to_detect=span(noticed_at),
        to_acknowledge=span(incident.acknowledged_at),
        to_recover=span(mended),
    )


def medians_by_scenario(recaps: Iterable[IncidentRecap]) -> dict[int, Medians]:
    """The medians of each scenario, by its primary key. Voided incidents, and those without an effect, are left out."""
    counted: dict[int, list[IncidentRecap]] = defaultdict(list)
    for recap in recaps:
        if not recap.voided and recap.effect_at:
            counted[recap.scenario.pk].append(recap)
    return {scenario: _medians(found) for scenario, found in counted.items()}


def _medians(recaps: list[IncidentRecap]) -> Medians:
    return Medians(
        incidents=len(recaps),
        to_detect=_median(recap.to_detect for recap in recaps),
        to_acknowledge=_median(recap.to_acknowledge for recap in recaps),
        to_recover=_median(recap.to_recover for recap in recaps),
    )


def _median(spans: Iterable[timedelta | None]) -> timedelta | None:
    """The middle one; half the sum of the two in the middle where their number is even. None without any."""
    seconds = [span.total_seconds() for span in spans if span is not None]
    return timedelta(seconds=median(seconds)) if seconds else None
