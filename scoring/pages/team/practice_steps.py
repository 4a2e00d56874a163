"""The practice as a player's page shows it: what to try, and what has been tried. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gameday import access
from gameday.incidents import practice
from gameday.models import Activity, Incident, Player
from gameday.models.choices import ActivityVerb
from scenarios.document import parse
from scoring.models import Objective

DOOR = {"dev": "recognizer", "ops": "edge"}  # where each seat of the practice scenario has its work


@dataclass(frozen=True)
class PracticeStep:
    """One thing to try."""

    title: str
    how: str
    done: bool
    terminal: str = ""  # the container whose terminal this step opens


@dataclass(frozen=True)
class PracticeProgress:
    """The practice of one team before one of its players."""

    offered: bool
    why_not: str
    incident: Incident | None
    steps: list[PracticeStep]
    practised: bool
    ready: int
    here: int


def practice_progress(player: Player) -> PracticeProgress:
    """How far it is. A handful of queries; none but the head count once the game day runs."""
    assert player.team
    team = player.team
    incident = practice.current_practice(team)
    people = [mate for mate in team.players.all() if mate.joined_at]
    return PracticeProgress(
        offered=player.gameday.practice,
        why_not="" if incident else practice.practice_hindrance(team),
        incident=incident,
        steps=_steps(incident, player) if incident and incident.is_open else [],
        practised=practice.last_practice(team) is not None,
        ready=sum(1 for mate in people if mate.ready_at or mate.bot),
        here=len(people),
    )


def _steps(incident: Incident, player: Player) -> list[PracticeStep]:
    rows = {row.key: row.met_at for row in Objective.objects.filter(incident=incident)}
    kinds: dict[str, list[datetime | None]] = {}
    for goal in parse.document_of(incident.scenario).objectives:
        kinds.setdefault(goal.kind, []).append(rows.get(goal.id))
    acts = set(Activity.objects.filter(team=incident.team_id, at__gte=incident.live_at).values_list("verb", "player"))
    verbs, mine = {verb for verb, _who in acts}, {verb for verb, who in acts if who == player.pk}
    seat = access.current_seat(player)

    def met(kind: str) -> bool:
        return all(kinds.get(kind, [None]))

    return [
        PracticeStep(
            _("Say that you have seen it"),
            _("Press “We are on it” below: the others and the facilitators see it."),
            incident.acknowledged_at is not None,
        ),
        PracticeStep(
            _("Read your card, and tell the other seat"),
            _("It is below. The other seat has another one: ask in the chat."),
            bool(player.chat_lines.filter(at__gte=incident.live_at).exists()),
        ),
        PracticeStep(
            _("Open a terminal"),
            _("It opens in a tab of its own, in the container that your card names."),
            bool(mine & {ActivityVerb.TERMINAL, ActivityVerb.TYPED}),
            DOOR[seat],
        ),
        PracticeStep(
            _("Mend it"),
            _("Ask the supervisor what sleeps, and wake it. The referee looks every few seconds."),
            met("probe"),
        ),
        PracticeStep(
            _("Take a hint"),
            _("Now they are free; later each shows its price first, and the whole team pays it once."),
            ActivityVerb.HINT in verbs,
        ),
        PracticeStep(
            _("Answer the question"), _("One seat answers. A wrong answer costs nothing but patience."), met("answer")
        ),
        PracticeStep(
            _("Turn both keys"),
            _("One of you turns, the other one has two minutes: watch the countdown."),
            met("both_keys"),
        ),
    ]
