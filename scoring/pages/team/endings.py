"""Who took an incident's faults out, and how an incident ended, in words for its team. Reads only."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident, Team
from gameday.models.choices import ENDED, HealReason, IncidentState
from scoring.ledger import game_time

RECENT = 6
# What took a fault out while its incident was open. Of several the first counts. A fault that was over as soon as it had
# happened (HealReason.ITSELF) is told by nothing: what it left behind is the riddle.
MENDED = {
    HealReason.FACILITATOR: _lazy(
        "A facilitator has taken the fault out. What is to be answered or turned still pays."
    ),
    HealReason.HALT: _lazy(
        "Everything was halted, and the fault taken out. What is to be answered or turned still pays."
    ),
    HealReason.RESET: _lazy("The reset took the fault out. What is to be answered or turned still pays."),
    HealReason.REBUILD: _lazy("The fault went with the old sandbox."),
    HealReason.DEADLINE: _lazy("The fault had its time, and was taken out by itself."),
    HealReason.TIMER: _lazy("The fault had its time, and was taken out by itself."),
    HealReason.PLAYERS: _lazy("You have mended it yourselves: what was put in is gone. Now see that it stays well."),
}


def who_mended(incident: Incident) -> str:
    """Who or what has taken all of its faults out; empty while one is in force."""
    reasons = {injection.healed_by for injection in incident.injections.all()}
    if not reasons or "" in reasons:
        return ""
    return next((str(words) for reason, words in MENDED.items() if reason in reasons), "")


@dataclass(frozen=True)
class Ending:
    """An incident that is over, and how it ended. `why` is what was said when it was closed, if anything was."""

    incident: Incident
    words: str
    why: str

    @property
    def is_solved(self) -> bool:
        return self.incident.state == IncidentState.RESOLVED


def recent_endings(team: Team) -> list[Ending]:
    """The last incidents that are over, latest first. Practice is not among them, nor what never was live."""
    rows = team.incidents.filter(state__in=ENDED, practice=False, live_at__isnull=False)
    rows = rows.annotate(unmet=Count("objectives", filter=Q(objectives__met_at=None)))
    found = list(rows.select_related("scenario").order_by("-ended_at")[:RECENT])
    if not found:
        return []
    paused = game_time.pauses_of(team.gameday)
    return [
        Ending(row, _words(row, paused.seconds(row.live_at or row.due_at, row.ended_at or row.due_at)), row.problem)
        for row in found
    ]


def _words(row: Incident, seconds: float) -> str:
    if row.state == IncidentState.VOIDED:
        return _("It counts for nobody: what it gave and took was taken back.")
    if row.state == IncidentState.RESOLVED and row.unmet:  # type: ignore[attr-defined]
        return _("It was mended without you, so that part paid nothing. The rest was yours.")
    if row.state == IncidentState.RESOLVED:
        return _("All yours, in {minutes} min.").format(minutes=max(round(seconds / 60), 1))
    if row.problem:
        return _("It was closed before you were through. What you had won with it stays yours.")
    if row.mitigated_at:
        return _(
            "Its time ran out. Your customers were well again, but not all was done; what you won with it stays yours."
        )
    return _("Its time ran out, and the fault was taken out without you. What you won with it stays yours.")
