"""Which hint fits: among those that a team does not have, the one about the objective whose checks fail most. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gameday.models import Incident
from scenarios.document import parse
from scoring.models import HintTaken, Objective


@dataclass(frozen=True)
class HintSuggestion:
    """A hint that the team does not have. `rung` is its index, from 0."""

    rung: int
    text: str
    why: str

    @property
    def number(self) -> int:
        """As people count."""
        return self.rung + 1


def suggest_hints(incidents: Sequence[Incident]) -> dict[int, HintSuggestion]:
    """Incident id -> the hint that fits; none where the team has them all. Two queries, however many incidents."""
    if not incidents:
        return {}
    taken, goals = defaultdict(set), defaultdict(list)
    for incident_id, rung in HintTaken.objects.filter(incident__in=incidents).values_list("incident", "rung"):
        taken[incident_id].add(rung)
    for goal in Objective.objects.filter(incident__in=incidents):
        goals[goal.incident_id].append(goal)
    found = {each.pk: choose_hint(each, taken[each.pk], goals[each.pk]) for each in incidents}
    return {pk: suggestion for pk, suggestion in found.items() if suggestion}


def choose_hint(incident: Incident, taken: set[int], goals: Sequence[Objective]) -> HintSuggestion | None:
    """The first hint about the open objective with the most failed checks; else the first that the team does not have."""
    asked = parse.document_of(incident.scenario)
    failed = {goal.key: goal.failures for goal in goals if goal.met_at is None}
    met = {goal.key for goal in goals if goal.met_at}
    left = [(rung, hint) for rung, hint in enumerate(asked.hints) if rung not in taken and hint.unless not in met]
    if not left:
        return None
    rung, hint = max(left, key=lambda each: (failed.get(each[1].unless or "", 0), -each[0]))
    return HintSuggestion(rung, hint.text, _reason(asked, hint.unless or "", failed.get(hint.unless or "", 0)))


def _reason(document: Any, key: str, failures: int) -> str:
    if not failures:
        return _("the first that they do not have")
    about = next((goal.label for goal in document.objectives if goal.id == key), key)
    return ngettext("{failures} failed check of “{about}”", "{failures} failed checks of “{about}”", failures).format(
        failures=failures, about=about
    )
