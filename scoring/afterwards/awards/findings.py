"""Finding: what a rule has found at one team. How numbers and spans become sentences, for all rules."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import ngettext

from gameday.names import isolate
from scoring.afterwards.figures.shapes import IncidentRecap

MOSTLY = 0.5  # the share from which on something is praised


@dataclass(frozen=True)
class Finding:
    """Of two, the higher `score` deserves the award more."""

    score: float
    reason: str


def counted(number: int, reason: str, least: int = 1) -> Finding | None:
    """The more the better; nothing below `least`."""
    return Finding(number, reason.format(number=number)) if number >= least else None


def share_found(share: float | None, reason: str, **names: str) -> Finding | None:
    """The higher the share the better; nothing where it is less than most of it."""
    if share is None or share < MOSTLY:
        return None
    return Finding(share, reason.format(share=f"{int(share * 100)} %", **names))


def title_of(recap: IncidentRecap) -> str:
    """The scenario's title, for a sentence."""
    return isolate(recap.scenario.title)


def spell_span(span: timedelta) -> str:
    """Seconds up to two minutes, then whole minutes, as a person says it."""
    seconds = int(span.total_seconds())
    if seconds < 120:
        return ngettext("{number} second", "{number} seconds", seconds).format(number=seconds)
    return ngettext("{number} minute", "{number} minutes", seconds // 60).format(number=seconds // 60)
