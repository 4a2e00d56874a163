"""Figures in words: a span of time, how it compares with the median, how the two halves of a team met."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.language import spans
from gameday.language.vocabulary import translate_code
from gameday.models.choices import Role
from scoring.afterwards.figures.shapes import IncidentRecap, TeamRecap

AS_GOOD = timedelta(seconds=5)  # what no team should be told to be quicker or slower by


def figure_span(span: timedelta | None) -> str:
    """A span in whole seconds, such as 7m 12s; a dash where there is none."""
    if span is None:
        return "–"
    seconds = round(span.total_seconds())
    return spans.write_span(timedelta(seconds=seconds)) if seconds else _("{seconds}s").format(seconds=0)


def compare_spans(own: timedelta | None, median: timedelta | None, incidents: int) -> str:
    """How a team's span compares with the median of all teams; empty where there is nothing to compare it with."""
    if own is None or median is None or incidents < 2:
        return ""
    if abs(own - median) < AS_GOOD:
        return _("as the median")
    text = _("{span} quicker than the median") if own < median else _("{span} longer than the median")
    return text.format(span=figure_span(abs(own - median)))


def meeting_in_words(recap: IncidentRecap, team: TeamRecap) -> Iterator[str]:
    """Whether and how the two halves of a team met in an incident, sentence by sentence."""
    if recap.voided or recap.effect_at is None:
        return
    yield _how_they_met(recap, team)
    meeting = recap.meeting
    if meeting.hand_overs:
        yield ngettext(
            "{number} time the work went from one seat to the other.",
            "{number} times the work went from one seat to the other.",
            meeting.hand_overs,
        ).format(number=meeting.hand_overs)
    if meeting.longest_silence:
        yield _("The longest silence of a seat was {span} ({seat}).").format(
            span=figure_span(meeting.longest_silence), seat=translate_code(meeting.silent_seat)
        )
    if meeting.both_keys:
        yield _("Both keys were turned.")


def _how_they_met(recap: IncidentRecap, team: TeamRecap) -> str:
    meeting = recap.meeting
    if meeting.met and meeting.minutes is not None:
        seat = Role(meeting.by_seat)
        return _(
            "The halves met after {span}: {seat} was the first to reach for “{what}”, which only the card of {other} named."
        ).format(
            span=figure_span(timedelta(minutes=meeting.minutes)),
            seat=translate_code(seat),
            other=translate_code(seat.other),
            what=meeting.on,
        )
    if empty := [role for role in Role if not team.seats.get(role)]:
        return _("The {seat} seat was empty, so there was no other half to meet.").format(seat=translate_code(empty[0]))
    return _("Neither seat was seen to reach for what only the card of the other one named.")
