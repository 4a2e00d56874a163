"""The practice on the team page: what there is to try, and what the player has tried. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday import access
from gameday.incidents import practice
from gameday.models import Activity, Incident, Player
from gameday.models.choices import ActivityVerb, Role
from scenarios.document import parse
from scoring.models import Objective, ObjectiveKind

# The container that each seat works in, in the practice scenario.
DOOR: dict[str, str] = {Role.DEV: "recognizer", Role.OPS: "edge"}


class StepKey(StrEnum):
    """What a step is about. `static/js/desk/guide/guide-steps.js` knows what each points at."""

    HELLO = "hello"
    CARD = "card"
    PALETTE = "palette"
    TERMINAL = "terminal"
    MEND = "mend"
    HINT = "hint"
    ANSWER = "answer"
    KEYS = "keys"


# What there is to try, and how, in an order that a team gets through in four minutes.
STEPS: dict[StepKey, tuple[Promise, Promise]] = {
    StepKey.HELLO: (_lazy("Say hello"), _lazy("Write a line in the chat. Your team reads it, nobody else.")),
    StepKey.CARD: (
        _lazy("Read your card"),
        _lazy("The other seat has another one: tell them what yours says. Then press “We are on it”."),
    ),
    StepKey.PALETTE: (
        _lazy("Find everything by one key"),
        _lazy(
            "Press Ctrl and K (⌘ K on a Mac), or the magnifying glass above, and type a few letters of what you want."
        ),
    ),
    StepKey.TERMINAL: (
        _lazy("Open a terminal"),
        _lazy("It opens in the middle, in the container that your card names."),
    ),
    StepKey.MEND: (
        _lazy("Mend it"),
        _lazy("Ask the supervisor what sleeps, and wake it. The referee looks every few seconds."),
    ),
    StepKey.HINT: (
        _lazy("Take a hint"),
        _lazy("Now they are free; later each shows its price first, and the whole team pays it once."),
    ),
    StepKey.ANSWER: (
        _lazy("Answer the question"),
        _lazy("One seat answers. A wrong answer costs nothing but patience."),
    ),
    StepKey.KEYS: (
        _lazy("Turn both keys"),
        _lazy("One of you turns, the other one has two minutes: watch the countdown."),
    ),
}
IN_A_TERMINAL = (StepKey.TERMINAL, StepKey.MEND)


@dataclass(frozen=True)
class PracticeStep:
    """One thing to try. That the palette was opened only the browser knows: on the server it is never done."""

    key: StepKey
    title: str
    how: str
    done: bool
    terminal: str = ""  # the container that this step is done in


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

    done = {
        StepKey.HELLO: player.chat_lines.filter(at__gte=incident.live_at).exists(),
        StepKey.CARD: incident.acknowledged_at is not None,
        StepKey.PALETTE: False,
        StepKey.TERMINAL: bool(mine & {ActivityVerb.TERMINAL, ActivityVerb.TYPED}),
        StepKey.MEND: met(ObjectiveKind.PROBE),
        StepKey.HINT: ActivityVerb.HINT in verbs,
        StepKey.ANSWER: met(ObjectiveKind.ANSWER),
        StepKey.KEYS: met(ObjectiveKind.BOTH_KEYS),
    }
    door = DOOR[access.current_seat(player)]
    return [
        PracticeStep(key, str(title), str(how), done[key], door if key in IN_A_TERMINAL else "")
        for key, (title, how) in STEPS.items()
    ]
