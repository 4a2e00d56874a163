"""What the recap of a whole day shows beside its time line: the key numbers. Reads no rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.utils.translation import gettext as _

from gameday.models.choices import IncidentState
from scoring.afterwards.figures.shapes import DayRecap, IncidentRecap
from scoring.afterwards.recap.sentences import figure_span


@dataclass(frozen=True)
class KeyNumber:
    label: str
    value: str
    note: str = ""


def key_numbers(day: DayRecap) -> list[KeyNumber]:
    """The day in a few numbers, of all teams together. Voided incidents are counted as such alone."""
    everything = [each for team in day.teams for each in team.incidents]
    burned = [each for each in everything if not each.voided and each.effect_at]
    resolved = [each for each in burned if each.incident.state == IncidentState.RESOLVED]
    voided = len([each for each in everything if each.voided])
    together = day.collaboration
    return [
        KeyNumber(
            _("incidents resolved"),
            _("{resolved} of {all}").format(resolved=len(resolved), all=len(burned)),
            _("{number} voided").format(number=voided) if voided else "",
        ),
        KeyNumber(_("median until somebody noticed"), figure_span(_median(each.to_detect for each in burned))),
        KeyNumber(_("median until mended"), figure_span(_median(each.to_recover for each in burned))),
        KeyNumber(
            _("the halves met"),
            _("{met} of {all}").format(met=together.meetings, all=together.incidents),
            _("after {span}").format(span=figure_span(timedelta(minutes=together.minutes)))
            if together.minutes is not None
            else "",
        ),
        KeyNumber(_("closed by both keys"), str(together.both_keys)),
        KeyNumber(_("hints taken"), str(sum(len(each.hints) for each in burned)), _paid(burned)),
    ]


def _median(spans: Iterable[timedelta | None]) -> timedelta | None:
    seconds = [span.total_seconds() for span in spans if span is not None]
    return timedelta(seconds=median(seconds)) if seconds else None


def _paid(burned: list[IncidentRecap]) -> str:
    points = sum(each.hint_cost for each in burned)
    return _("for {points} points").format(points=points) if points else ""
