"""The practice on the team page: what there is to try, and what the player has tried. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _lazy

from gameday import access
from gameday.incidents import practice
from gameday.models import Activity, Incident, Player
from gameday.models.choices import ActivityVerb, Role
from scenarios.document import parse
from scoring.models import Objective, ObjectiveKind

# The container that each seat works in, in the practice scenario.
DOOR: dict[str, str] = {Role.DEV: "recognizer", Role.OPS: "edge"}
# What there is to try, and how.
STEPS = (
    (_lazy("Say that you have seen it"), _lazy("Press “We are on it” below: the others and the facilitators see it.")),
    (
        _lazy("Read your card, and tell the other seat"),
        _lazy("It is below. The other seat has another one: ask in the chat."),
    ),
    (_lazy("Open a terminal"), _lazy("It opens in a tab of its own, in the container that your card names.")),
    (_lazy("Mend it"), _lazy("Ask the supervisor what sleeps, and wake it. The referee looks every few seconds.")),
    (
        _lazy("Take a hint"),
        _lazy("Now they are free; later each shows its price first, and the whole team pays it once."),
    ),
    (_lazy("Answer the question"), _lazy("One seat answers. A wrong answer costs nothing but patience.")),
    (_lazy("Turn both keys"), _lazy("One of you turns, the other one has two minutes: watch the countdown.")),
)
OPEN_A_TERMINAL = 2  # of the steps


@dataclass(frozen=True)
class PracticeStep:
    """One thing to try."""

    title: str
    how: str
    done: bool
    terminal: str = ""  # the container whose terminal this step opens


@dataclass(frozen=True)
class PracticeProgress:
    """A team's practice as one of its players sees it. `ready` of the `here` players who joined are ready to start."""

    offered: bool
    why_not: str
    incident: Incident | None
    steps: list[PracticeStep]
    practised: bool
    ready: int
    here: int


def practice_progress(player: Player) -> PracticeProgress:
    """How far the practice of the player's team is."""
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

    def met(kind: str) -> bool:
        return all(kinds.get(kind, [None]))

    done = (
        incident.acknowledged_at is not None,
        player.chat_lines.filter(at__gte=incident.live_at).exists(),
        bool(mine & {ActivityVerb.TERMINAL, ActivityVerb.TYPED}),
        met(ObjectiveKind.PROBE),
        ActivityVerb.HINT in verbs,
        met(ObjectiveKind.ANSWER),
        met(ObjectiveKind.BOTH_KEYS),
    )
    terminals = {OPEN_A_TERMINAL: DOOR[access.current_seat(player)]}
    return [
        PracticeStep(str(title), str(how), done[number], terminals.get(number, ""))
        for number, (title, how) in enumerate(STEPS)
    ]
