"""The words of a scenario document: one pydantic model a noun, frozen, without room for a key that nobody knows.

What a single value may be is said here; what must fit together stands in consistency.py, reading files in document.py.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, StringConstraints, field_serializer

from scenarios.company import Company
from scenarios.company import load as load_company

LONGEST_TTL = 2 * 3600.0  # seconds; a fault is never planned to stay longer
UNITS = {"s": 1, "m": 60, "h": 3600}
CATEGORIES = ("stability", "performance", "network", "development", "pipeline", "documentation", "backup", "security")


def seconds(value: Any) -> float:
    """ "90", "30s", "20m", "1h" or a number of seconds."""
    if isinstance(value, bool):
        raise ValueError("a duration is written as 30s, 20m or 1h")
    if isinstance(value, int | float):
        return float(value)
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*([smh]?)", str(value).strip())
    if found is None:
        raise ValueError("a duration is written as 30s, 20m or 1h")
    return float(found[1]) * UNITS[found[2] or "s"]


def inside(path: str) -> str:
    """A file of the scenario's own folder: relative, and it stays inside."""
    parts = path.split("/")
    if not re.fullmatch(r"[\w./-]{1,120}", path) or path.startswith("/") or ".." in parts or "" in parts:
        raise ValueError("must name a file inside the scenario's folder, such as checks/index.sh")
    return path


Seconds = Annotated[float, BeforeValidator(seconds)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Path = Annotated[str, BeforeValidator(lambda value: inside(str(value)))]
Seat = Literal["dev", "ops"]


class Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Postmortem(Words):
    """The public incident that a scenario is modelled on."""

    title: Line
    url: HttpUrl

    @field_serializer("url")
    def plain(self, url: HttpUrl) -> str:
        return str(url)


class ProbeUse(Words):
    """One probe with its arguments, under a name that objectives and faults refer to (by default the probe's kind)."""

    probe: str
    name: str = ""
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")

    @property
    def called(self) -> str:
        return self.name or self.probe


class Verify(Words):
    """The fault is in force when that steady-state probe says so, at the latest after `within`."""

    probe: str
    expect: Literal["fail", "ok"] = "fail"
    within: Annotated[Seconds, Field(gt=0, le=120)] = 20.0


class FaultUse(Words):
    """One fault at one role; `after` counts from the moment at which the incident is due."""

    id: Name
    kind: str
    target: str
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    ttl: Annotated[Seconds, Field(gt=0, le=LONGEST_TTL)]
    after: Annotated[Seconds, Field(ge=0, le=600)] = 0.0
    verify: Verify | None = None


class Goal(Words):
    """What all objectives have in common. `needs`: the seats without which it cannot be met."""

    id: Name
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    points: Annotated[int, Field(gt=0, le=500)]
    needs: list[Seat] = []

    @property
    def label(self) -> str:
        return self.title or self.id.replace("-", " ").capitalize()


class AnswerGoal(Goal):
    """Somebody says what it was."""

    kind: Literal["answer"]
    prompt: Line
    accept: Annotated[list[Line], Field(min_length=1, max_length=30)]

    @property
    def label(self) -> str:
        return self.title or self.prompt

    def accepts(self, text: str) -> bool:
        """Case, spaces, quotes, full stops and a leading article do not matter."""
        return plain(text) in {plain(answer) for answer in self.accept}


class ProbeGoal(Goal):
    """A steady-state probe is well again, and stays so."""

    kind: Literal["probe"]
    probe: str
    ok_for: Annotated[Seconds, Field(ge=0, le=600)] = 30.0


class CommandGoal(Goal):
    """A script of the scenario, run inside a role, ends with 0. Its last line of output says why not."""

    kind: Literal["command"]
    on: str
    run: Path
    timeout: Annotated[Seconds, Field(gt=0, le=120)] = 20.0
    every: Annotated[Seconds, Field(ge=5, le=300)] = 15.0


class KeysGoal(Goal):
    """Both seats turn their keys, the second one soon after the first."""

    kind: Literal["both_keys"]
    within: Annotated[Seconds, Field(gt=0, le=600)] = 120.0
    needs: list[Seat] = ["dev", "ops"]


Objective = Annotated[AnswerGoal | ProbeGoal | CommandGoal | KeysGoal, Field(discriminator="kind")]


class Hint(Words):
    """One rung of the ladder. `unless`: it is not offered once that objective is met."""

    cost: Annotated[int, Field(ge=0, le=200)]
    text: Text
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    for_: Annotated[Literal["any", "dev", "ops"], Field(alias="for")] = "any"
    unless: str | None = None


class Step(Words):
    """One script of a solution: where, as whom."""

    on: str = "workbench"
    run: Path
    user: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_-]*$")] = "root"


def steps(value: Any) -> Any:
    """`dev: solution/dev.sh` is short for one step on the workbench."""
    return [{"run": value}] if isinstance(value, str) else value


Steps = Annotated[list[Step], BeforeValidator(steps), Field(min_length=1, max_length=10)]


class Trick(Words):
    """A way to look done without having done the work. The proof plays it in place of a seat's work, while the other seat
    is honest; `caught_by` is the objective that must stay unmet."""

    title: Line
    instead_of: Seat
    steps: Steps
    caught_by: str


class Debrief(Words):
    goal: Text
    questions: Annotated[list[Line], Field(min_length=1, max_length=10)]


class Document(Words):
    """A whole scenario. Durations are seconds."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,58}[a-z0-9]$")]
    version: Annotated[int, Field(ge=1, le=10_000)]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    company: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    category: Literal[CATEGORIES]  # type: ignore[valid-type]
    difficulty: Annotated[int, Field(ge=1, le=3)]
    postmortem: Postmortem
    story: Text
    briefing: dict[Seat, Text]
    requires: list[str] = []
    steady_state: Annotated[list[ProbeUse], Field(min_length=1, max_length=12)]
    faults: Annotated[list[FaultUse], Field(min_length=1, max_length=12)]
    objectives: Annotated[list[Objective], Field(min_length=1, max_length=12)]
    hints: Annotated[list[Hint], Field(max_length=12)] = []
    estimate: Annotated[Seconds, Field(gt=0, le=LONGEST_TTL)]
    solution: dict[Seat, Steps]
    tricks: Annotated[list[Trick], Field(max_length=12)] = []
    debrief: Debrief

    @property
    def expires_after(self) -> float:
        """When an open incident ends unsolved: with the shortest of its faults."""
        return min(fault.ttl for fault in self.faults)

    @property
    def at(self) -> Company:
        """The company that it happens to."""
        return load_company(self.company)

    def objective(self, key: str) -> AnswerGoal | ProbeGoal | CommandGoal | KeysGoal:
        """Raises KeyError."""
        return _find(self.objectives, "id", key)

    def probe(self, name: str) -> ProbeUse:
        """The steady-state probe of that name. Raises KeyError."""
        return _find(self.steady_state, "called", name)

    def files(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Every file of the folder that the document names, with where it does."""
        checks = [
            (("objectives", number, "run"), goal.run)
            for number, goal in enumerate(self.objectives)
            if isinstance(goal, CommandGoal)
        ]
        scripts = [
            (("solution", seat, number, "run"), step.run)
            for seat, taken in self.solution.items()
            for number, step in enumerate(taken)
        ]
        cheats = [
            (("tricks", number, "steps", place, "run"), step.run)
            for number, trick in enumerate(self.tricks)
            for place, step in enumerate(trick.steps)
        ]
        configs = [
            (("faults", number, "with", "asset"), str(fault.with_["asset"]))
            for number, fault in enumerate(self.faults)
            if fault.with_.get("asset")
        ]
        return [*checks, *scripts, *cheats, *configs]


def _find(things: list[Any], attribute: str, value: str) -> Any:
    for thing in things:
        if getattr(thing, attribute) == value:
            return thing
    raise KeyError(value)


def plain(text: str) -> str:
    """An answer without what people write differently."""
    words = re.sub(r"[\s_\"'`“”‘’.,;:!?()-]+", " ", text.casefold()).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)
