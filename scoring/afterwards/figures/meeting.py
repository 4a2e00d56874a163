"""When the two halves of a team met, and how they worked together. Pure: plain values in, shapes.Meeting out.

The sources of the formulas stand in docs/after-the-day.md, "Figures". Nothing here knows persons, only seats.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from gameday.models.choices import Role
from scenarios.document.facts import words
from scoring.afterwards.figures.cards import Facts, service_words
from scoring.afterwards.figures.shapes import Collaboration, IncidentRecap, Meeting
from scoring.ledger.game_time import Pauses


@dataclass(frozen=True)
class Deed:
    """An act or a word of a seat. `word`: it was said in the chat or written into the notepad. `typed`: it was only noted
    that they type in a terminal, at most every twenty seconds.

    `service`: what it was done to, empty for a word. `repository`: that this is a repository of the workshop, which only
    bears the name of a service. `text`: what was said, written or answered.
    """

    at: datetime
    seat: str
    service: str = ""
    repository: bool = False
    text: str = ""
    word: bool = False
    typed: bool = False


@dataclass(frozen=True)
class Span:
    """From the effect to the end of an incident; game time is counted in it."""

    start: datetime
    end: datetime
    paused: Pauses

    def game_time(self, start: datetime, end: datetime) -> timedelta:
        if not self.paused.spans:
            return end - start
        return timedelta(seconds=self.paused.seconds(start, end))


def how_they_worked(
    deeds: Iterable[Deed], span: Span, facts: Facts, taken: Collection[str], *, cards_shared: bool, both_keys: bool
) -> Meeting:
    """What the deeds of one team say of its two halves. Those outside the span are left out.

    `facts`: what only each seat's card names (cards.facts_of). `taken`: the seats on which somebody sits; unless both are,
    there are no halves that could meet. `cards_shared`: everybody could read both cards, so nobody knows who told whom.
    """
    if len(set(taken)) < len(Role):
        return Meeting()
    known = sorted((deed for deed in deeds if span.start <= deed.at <= span.end), key=lambda deed: (deed.at, deed.seat))
    met = None if cards_shared else first_meeting(known, facts)
    silence, silent_seat = longest_silence(known, span)
    return Meeting(
        met_at=met[0].at if met else None,
        by_seat=met[0].seat if met else "",
        on=met[1] if met else "",
        minutes=span.game_time(span.start, met[0].at) / timedelta(minutes=1) if met else None,
        hand_overs=count_hand_overs(known),
        longest_silence=silence,
        silent_seat=silent_seat,
        both_keys=both_keys,
    )


def first_meeting(deeds: Sequence[Deed], facts: Facts) -> tuple[Deed, str] | None:
    """The first deed, in the order given, on a fact of the other seat, and that fact; None if there is none."""
    of_other: dict[str, Mapping[str, str]] = {seat: facts.get(seat.other, {}) for seat in Role}
    for deed in deeds:
        if fact := fact_met(deed, of_other[deed.seat]):
            return deed, fact
    return None


def fact_met(deed: Deed, facts: Mapping[str, str]) -> str:
    """Which of the other seat's facts the deed is on: its service, else the longest fact that its text names; or nothing."""
    if deed.service and not deed.repository and (fact := facts.get(service_words(deed.service))):
        return fact
    if not deed.text:
        return ""
    said = words(deed.text)
    return facts[max(named, key=len)] if (named := [fact for fact in facts if fact in said]) else ""


def count_hand_overs(deeds: Sequence[Deed]) -> int:
    """How often the next act or word is the other seat's. Typing is left out: two who type at once hand nothing over."""
    seats = [deed.seat for deed in deeds if not deed.typed]
    return sum(before != after for before, after in pairwise(seats))


def longest_silence(deeds: Sequence[Deed], span: Span) -> tuple[timedelta, str]:
    """The longest game time without a deed of one seat, typing included, and whose it was; Dev's where both are equal.

    It begins with the span or a deed of that seat, and ends with the next one or with the span.
    """
    silences = []
    for seat in Role:
        moments = [span.start, *(deed.at for deed in deeds if deed.seat == seat), span.end]
        silences.append((max(span.game_time(*pair) for pair in pairwise(moments)), seat))
    return max(silences, key=lambda silence: silence[0])


def collaboration_of(recaps: Iterable[IncidentRecap]) -> Collaboration:
    """How the halves worked together in these incidents. Voided ones, and those whose effect was never seen, are left out."""
    counted = [each.meeting for each in recaps if not each.voided and each.effect_at]
    minutes = [meeting.minutes for meeting in counted if meeting.minutes is not None]
    silences = [meeting for meeting in counted if meeting.longest_silence is not None]
    silent = max(silences, key=lambda meeting: meeting.longest_silence or timedelta(), default=Meeting())
    return Collaboration(
        incidents=len(counted),
        meetings=len(minutes),
        minutes=median(minutes) if minutes else None,
        hand_overs=sum(meeting.hand_overs for meeting in counted),
        longest_silence=silent.longest_silence,
        silent_seat=silent.silent_seat,
        both_keys=sum(meeting.both_keys for meeting in counted),
    )
