"""The fields of a scenario document: one frozen pydantic model for each part, which refuses unknown keys.

The limits of single values are here. Checks across the document are in consistency.py, reading is in parse.py.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    field_serializer,
    model_validator,
)

from scenarios import time_span
from scenarios.company import Company
from scenarios.company import load_company as load_company

LONGEST_TTL = 2 * 3600.0  # seconds; no fault may be planned for longer
CATEGORIES = ("stability", "performance", "network", "development", "pipeline", "documentation", "backup", "security")


def seconds(value: Any) -> float:
    """The seconds of a duration. A bare number counts as seconds, only here: published documents hold such numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    text = str(value).strip()
    if time_span.BARE.fullmatch(text):
        return float(text)
    try:
        return time_span.read_time_span(text).total_seconds()
    except ValueError:
        raise ValueError("a duration is written as 30s, 20m or 1h") from None


def is_inside(path: str) -> str:
    """Refuse a path that is absolute or leads out of the scenario's folder. Raises ValueError."""
    parts = path.split("/")
    if not re.fullmatch(r"[\w./-]{1,120}", path) or path.startswith("/") or ".." in parts or "" in parts:
        raise ValueError("must name a file inside the scenario's folder, such as checks/index.sh")
    return path


Seconds = Annotated[float, BeforeValidator(seconds)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Path = Annotated[str, BeforeValidator(lambda value: is_inside(str(value)))]
Seat = Literal["dev", "ops"]


class Words(BaseModel):
    # The docstring under a field is its description in the JSON Schema and in docs/scenarios.md.
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, use_attribute_docstrings=True)


class Postmortem(Words):
    """The public incident that a scenario is modelled on."""

    title: Line
    """Who, when, and what happened, in one line."""
    url: HttpUrl
    """The public report."""

    @field_serializer("url")
    def plain(self, url: HttpUrl) -> str:
        return str(url)


class ProbeUse(Words):
    """One probe with its arguments, under a name that objectives and faults refer to (by default the probe's kind)."""

    probe: str
    """One of the probes below."""
    name: str = ""
    """What objectives and `verify` call it; by default the kind of the probe."""
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    """The probe's own arguments, see below."""

    @property
    def called(self) -> str:
        return self.name or self.probe


class Verify(Words):
    """The fault counts as in force once this steady-state probe gives `expect`, which it must do within `within`."""

    probe: str
    """The name of a steady-state probe."""
    expect: Literal["fail", "ok"] = "fail"
    """What that probe must say once the fault is in force."""
    within: Annotated[Seconds, Field(gt=0, le=120)] = 20.0
    """How long it may take to say so."""


class FaultUse(Words):
    """One fault on one role."""

    id: Name
    """Small letters, digits and hyphens; unique in the scenario."""
    kind: str
    """One of the fault kinds below."""
    target: str
    """A role of the company."""
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    """The kind's own arguments, see below."""
    ttl: Annotated[Seconds, Field(gt=0, le=LONGEST_TTL)]
    """It is healed after this time at the latest. An incident stays open as long as its shortest fault."""
    after: Annotated[Seconds, Field(ge=0, le=600)] = 0.0
    """How long after the incident is due it is put in."""
    verify: Verify | None = None
    """The probe that must notice; without it only the kind's own verification counts."""


class Step(Words):
    """One step of a solution: on a role, as a user, it runs a script, changes sources, or reverts a commit."""

    on: str = "workbench"
    """The role in whose container it runs; the seat must have a key to it."""
    run: Annotated[str, BeforeValidator(lambda value: value and is_inside(str(value)))] = ""
    """A bash script in the scenario's folder."""
    user: Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_-]*$")] = "root"
    """The user that runs it."""
    change: Literal["storefront", "recognizer"] | None = None
    """The service whose sources `run` changes, in a new clone. The change is committed, pushed, and waited for."""
    take_back: Annotated[str, StringConstraints(pattern=r"^((storefront|recognizer)/[\w./-]{1,120})?$")] = ""
    """Instead of `run`: a source file such as storefront/pricing.py; its latest change, if a fault made it, is reverted."""
    message: Annotated[str, StringConstraints(pattern=r"^[^\n]{0,100}$")] = ""
    """The message of that commit."""

    @model_validator(mode="after")
    def one_of_three(self) -> "Step":
        if self.change and self.take_back:
            raise ValueError("a step has either `change` or `take_back`")
        if self.change and not self.run:
            raise ValueError("`change` needs `run`, the script that changes the sources")
        if bool(self.run) == bool(self.take_back):
            raise ValueError("a step has either `run`, a script, or `take_back`, a file of the sources")
        if self.message and not self.change and not self.take_back:
            raise ValueError("`message` belongs to `change` or `take_back`: it is the commit's")
        return self

    @property
    def what(self) -> str:
        return self.run or f"take_back of {self.take_back}"


def steps(value: Any) -> Any:
    """`dev: solution/dev.sh` is short for one step on the workbench."""
    return [{"run": value}] if isinstance(value, str) else value


Steps = Annotated[list[Step], BeforeValidator(steps), Field(min_length=1, max_length=10)]


class Look(Words):
    """A line for bash in a role. What matters is whether it ends with 0."""

    on: str
    """The role in whose container it runs."""
    run: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    """A line for bash, run as root."""


class LearnedFrom(Words):
    """What leads to an answer: a seat's card that says it, or a command that shows it while the faults are in."""

    card: Seat | None = None
    """The seat whose card says it."""
    on: str = ""
    """The role in which `run` shows it; a seat that `needs` names must have a key to it."""
    run: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""
    """A line for bash whose output holds a right answer, and which does not name it itself."""

    @model_validator(mode="after")
    def card_or_command(self) -> "LearnedFrom":
        if bool(self.on) != bool(self.run) or bool(self.card) == bool(self.run):
            raise ValueError("either `card` (dev or ops), or `on` and `run` (a role, and a line for bash in it)")
        return self


class Goal(Words):
    """What all objectives have in common. `needs`: the seats without which it cannot be met."""

    id: Name
    """Small letters, digits and hyphens; unique in the scenario."""
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    """What the team reads; made from the id where it is missing."""
    points: Annotated[int, Field(gt=0, le=500)]
    """Paid once, when it is met."""
    needs: list[Seat] = []
    """The seats without which it cannot be met."""

    @property
    def label(self) -> str:
        return self.title or self.id.replace("-", " ").capitalize()


class AnswerGoal(Goal):
    """A player names the cause."""

    kind: Literal["answer"]
    """A player names the cause."""
    prompt: Line
    """The question."""
    accept: Annotated[list[Line], Field(min_length=1, max_length=30)]
    """Right answers; case, quotes, full stops and a leading article do not matter."""
    learned_from: LearnedFrom | None = None
    """Where players find the answer; `lint` and `prove` demand it."""

    @property
    def label(self) -> str:
        return self.title or self.prompt

    def accepts(self, text: str) -> bool:
        """Case, spaces, quotes, full stops and a leading article do not matter."""
        return plain(text) in {plain(answer) for answer in self.accept}

    def said_in(self, text: str) -> bool:
        """Does the text hold one of the right answers, as whole words?"""
        return says_one_of(self.accept, text)


class ProbeGoal(Goal):
    """A steady-state probe is ok again, and stays so."""

    kind: Literal["probe"]
    """A steady-state probe is ok again, and stays so."""
    probe: str
    """The name of a steady-state probe."""
    ok_for: Annotated[Seconds, Field(ge=0, le=600)] = 30.0
    """How long it must stay ok."""


class CommandGoal(Goal):
    """A script of the scenario, run in a role, ends with 0. If not, its last line of output says why."""

    kind: Literal["command"]
    """A script of the scenario, run inside a role, ends with 0."""
    on: str
    """The role in whose container it runs."""
    also: Annotated[list[str], Field(max_length=12)] = []
    """More roles in which it must end with 0, one after the other."""
    run: Path
    """The script. If it fails, its last line of output is shown to the team."""
    timeout: Annotated[Seconds, Field(gt=0, le=120)] = 20.0
    """After this time it is ended, and has failed."""
    every: Annotated[Seconds, Field(ge=5, le=300)] = 15.0
    """How often it is run."""


class ReplayGoal(Goal):
    """A robot follows a page in git, step by step, in an empty sandbox of some roles, and the shop must come back.
    `prepare` empties the new sandbox, `look` checks the result; both get the same SECRET, which the page does not
    get. The steady-state `probes` must be ok there."""

    kind: Literal["replay"]
    """A robot follows a page in git, in an empty sandbox, and the shop comes back."""
    repository: Name
    """The repository on the pipeline. Its branch main counts."""
    file: Path
    """The page. Its steps are fenced blocks that begin with three backticks and `sh on ROLE`."""
    roles: Annotated[list[str], Field(min_length=1, max_length=12)]
    """The roles of the empty sandbox, a real one beside the team's. A host has one such sandbox at a time."""
    prepare: Steps
    """Scripts that empty it. They get a SECRET, which the page does not get."""
    look: Steps
    """Scripts that get the same SECRET and end with 0 if all is back. If not, the last line of output says why."""
    probes: list[str] = []
    """Steady-state probes that must be ok there."""
    timeout: Annotated[Seconds, Field(gt=0, le=600)] = 240.0
    """When the robot gives up."""
    every: Annotated[Seconds, Field(ge=60, le=600)] = 60.0
    """How often it tries."""


class KeysGoal(Goal):
    """Both seats turn their keys, the second one soon after the first."""

    kind: Literal["both_keys"]
    """Both seats turn their keys."""
    within: Annotated[Seconds, Field(gt=0, le=600)] = 120.0
    """How soon after the first key the second one must follow."""
    needs: list[Seat] = ["dev", "ops"]
    """Both, always."""


class UpdateGoal(Goal):
    """The boss asks how things stand, and one of the team tells them in time. Points for those who do; an incident is
    resolved without it, too. A facilitator says whether it will do, unless `names` does."""

    kind: Literal["update"]
    """The boss asks how things stand, and the team tells them in time."""
    prompt: Line
    """What the boss asks."""
    after: Annotated[Seconds, Field(ge=0, le=LONGEST_TTL)] = 0.0
    """How long after the incident is live they ask, in game time."""
    within: Annotated[Seconds, Field(gt=0, le=3600)] = 300.0
    """How long they wait for it, in game time."""
    names: Annotated[list[Annotated[list[Line], Field(min_length=1, max_length=12)]], Field(max_length=12)] = []
    """What the text has to name: for each thing the words that will do. Without it a facilitator judges."""
    needs: Annotated[list[Seat], Field(max_length=1)] = []
    """The seat that tells them; without it either."""

    @property
    def label(self) -> str:
        return self.title or self.prompt

    def named_in(self, text: str) -> list[bool]:
        """For each of the things that it has to name, whether the text does, as whole words."""
        return [says_one_of(words, text) for words in self.names]


Objective = Annotated[
    AnswerGoal | ProbeGoal | CommandGoal | ReplayGoal | KeysGoal | UpdateGoal, Field(discriminator="kind")
]


class Hint(Words):
    """One hint. It is not offered once the objective `unless` is met."""

    cost: Annotated[int, Field(ge=0, le=200)]
    """Points that it costs to read."""
    text: Text
    """What it says."""
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    """What is shown before it is bought."""
    for_: Annotated[Literal["any", "dev", "ops"], Field(alias="for")] = "any"
    """Which seat may buy it."""
    unless: str | None = None
    """An objective: once that is met the hint is not offered."""


class Trick(Words):
    """A way to look done without doing the work. The proof plays it instead of one seat's work, while the other seat
    does its own; the objective `caught_by` must stay unmet."""

    title: Line
    """What it is, in one line."""
    instead_of: Seat
    """The seat whose work it pretends to do. The other seat does its own."""
    steps: Steps
    """What is done: a script for workbench, or steps."""
    caught_by: str
    """The objective of kind probe, command or replay that must stay unmet."""
    fools: Look | None = None
    """What a careless check would look at: it fails before the trick, and ends with 0 after it. `lint` and `prove`
    demand it of every trick without `change`; a trick with `change` fools whoever looks for a new release."""

    @property
    def must_say_fools(self) -> bool:
        """Does only `fools` tell whether the trick does anything? A step with `change` fails where nothing is changed."""
        return self.fools is None and not any(step.change for step in self.steps)


class Debrief(Words):
    goal: Text
    """What everybody should have learned."""
    questions: Annotated[list[Line], Field(min_length=1, max_length=10)]
    """What the two seats ask each other afterwards."""


class Document(Words):
    """A whole scenario. All durations are in seconds."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,58}[a-z0-9]$")]
    """Small letters, digits and hyphens; the folder is called the same."""
    version: Annotated[int, Field(ge=1, le=10_000)]
    """Raised with every change after publishing: a published version never changes."""
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    """What it is called."""
    company: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    """Whose shop it is: unicorn_rentals."""
    category: Literal[CATEGORIES]  # type: ignore[valid-type]
    """What it is about."""
    difficulty: Annotated[int, Field(ge=1, le=3)]
    """1 is a warm-up, 3 takes a good team all of its time."""
    postmortem: Postmortem
    """The real incident behind it."""
    story: Text
    """The telegram that everybody gets. STOP"""
    briefing: dict[Seat, Text]
    """The two cards: `dev` and `ops`. Each holds something that the other one needs."""
    tells: dict[Seat, Annotated[list[Line], Field(min_length=1, max_length=8)]] = {}
    """What only that card tells, as people would repeat it: a service, a file, a number. Once the other seat takes one of
    these up, the halves have met. For a seat that is not here they are found by what its card marks."""
    requires: list[str] = []
    """Capabilities of the host, besides those that the faults require themselves."""
    changes: list[Name] = []
    """The company's invariants that the faults or the right solution change, and that are not looked at."""
    steady_state: Annotated[list[ProbeUse], Field(min_length=1, max_length=12)]
    """Probes that are ok before and after; objectives and `verify` refer to them by name."""
    faults: Annotated[list[FaultUse], Field(min_length=1, max_length=12)]
    """What breaks."""
    objectives: Annotated[list[Objective], Field(min_length=1, max_length=12)]
    """What must be met to resolve the incident, and updates that the boss asks for."""
    hints: Annotated[list[Hint], Field(max_length=12)] = []
    """In this order: from a nudge to nearly the answer."""
    estimate: Annotated[Seconds, Field(gt=0, le=LONGEST_TTL)]
    """How long a good team needs. After this time there is no bonus for speed."""
    solution: dict[Seat, Steps]
    """`dev` and `ops`: a script for workbench, or steps in roles that the seat may enter."""
    tricks: Annotated[list[Trick], Field(max_length=12)] = []
    """Ways to look done without having done the work; the built-in library has at least three each."""
    debrief: Debrief
    """What is talked about afterwards."""

    @property
    def expires_after(self) -> float:
        """Seconds after which an open incident ends unsolved: as long as its shortest fault."""
        return min(fault.ttl for fault in self.faults)

    @property
    def at(self) -> Company:
        """The company whose sandbox it is played in."""
        return load_company(self.company)

    def objective(self, key: str) -> AnswerGoal | ProbeGoal | CommandGoal | ReplayGoal | KeysGoal | UpdateGoal:
        """The objective with that id. Raises KeyError."""
        return _find(self.objectives, "id", key)

    def probe(self, name: str) -> ProbeUse:
        """The steady-state probe of that name. Raises KeyError."""
        return _find(self.steady_state, "called", name)

    def files(self) -> list[tuple[tuple[str | int, ...], str]]:
        """(route, path) of every file of the folder that the document names."""
        checks = [
            (("objectives", number, "run"), goal.run)
            for number, goal in enumerate(self.objectives)
            if isinstance(goal, CommandGoal)
        ]
        replays = [
            (("objectives", number, part, place, "run"), step.run)
            for number, goal in enumerate(self.objectives)
            if isinstance(goal, ReplayGoal)
            for part in ("prepare", "look")
            for place, step in enumerate(getattr(goal, part))
        ]
        scripts = [
            (("solution", seat, number, "run"), step.run)
            for seat, taken in self.solution.items()
            for number, step in enumerate(taken)
            if step.run
        ]
        cheats = [
            (("tricks", number, "steps", place, "run"), step.run)
            for number, trick in enumerate(self.tricks)
            for place, step in enumerate(trick.steps)
            if step.run
        ]
        configs = [
            (("faults", number, "with", "asset"), str(fault.with_["asset"]))
            for number, fault in enumerate(self.faults)
            if fault.with_.get("asset")
        ]
        return [*checks, *replays, *scripts, *cheats, *configs]


def _find(things: list[Any], attribute: str, value: str) -> Any:
    for thing in things:
        if getattr(thing, attribute) == value:
            return thing
    raise KeyError(value)


def plain(text: str) -> str:
    """An answer without the differences that do not count."""
    words = words_of(text)
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("the", "a", "an") else words)


def says_one_of(phrases: list[str], text: str) -> bool:
    """Does the text hold one of these, as whole words?"""
    words = " ".join(words_of(text))
    return any(re.search(rf"(?<!\w){re.escape(plain(phrase))}(?!\w)", words) for phrase in phrases)


def words_of(text: str) -> list[str]:
    """The words of a text, without case and without the signs between them."""
    return re.sub(r"[\s_\"'`“”‘’.,;:!?()-]+", " ", text.casefold()).split()
