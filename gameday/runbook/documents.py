"""The documents of a team's repositories, and one of them with what is known of it. Reads only."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Player
from gameday.models.choices import SandboxState
from gameday.sandboxes import provisioning
from gameday.workshop import porcelain, sentences, snapshot
from gameday.workshop.bench import BenchAway, Workbench
from gameday.workshop.inside.git_commands import OrderRefused

RUNBOOK = "runbook/README.md"  # what is shown unless another document is asked for
AWAY = {
    "none": _lazy(
        "Your team has no company now, so there is no runbook. It is built when the game day is launched, and taken "
        "away when it is over."
    ),
    SandboxState.REQUESTED: _lazy("Your company waits to be built. The runbook opens by itself when it is ready."),
    SandboxState.BUILDING: _lazy("Your company is being built. The runbook opens by itself when it is ready."),
    SandboxState.BROKEN: _lazy("Your company is broken ({said}). A facilitator can rebuild it."),
}
SILENT = _lazy(
    "The workbench, on which the documents lie, does not answer ({said}), so nothing new can be read. It is asked again by "
    "itself."
)
MISSING = _lazy("“{name}” is not there: somebody moved or deleted it, or it has not been pulled yet.")
UNREADABLE = _lazy("“{name}” cannot be shown here: {why}")


@dataclass(frozen=True)
class RunbookDocument:
    """A document as it lies on the workbench. `name` is "repository/path"; `problem` says why there is no text."""

    name: str
    text: str = ""
    commit: porcelain.Commit | None = None
    changed: bool = False  # it is otherwise than in its last commit
    incoming: list[porcelain.Commit] = field(default_factory=list)  # of its repository, at the pipeline and not here
    problem: str = ""

    @property
    def repository(self) -> str:
        return self.name.partition("/")[0]

    @property
    def path(self) -> str:
        return self.name.partition("/")[2]


@dataclass(frozen=True)
class Shelf:
    """What there is to read: "repository/path" of every document by its repository, and the one that is open."""

    names: dict[str, list[str]]
    open: RunbookDocument | None


def read_shelf(player: Player, wanted: str) -> Shelf:
    """All documents, and the one that is `wanted`; the runbook where none is. Raises BenchAway."""
    assert player.team, "the views see to it that nobody without a team comes here"
    bench = Workbench(player, provisioning.sandbox_of(player.team), "")
    told = bench.order("documents", wanted=wanted or RUNBOOK)
    names = _in_order(told["documents"])
    first = next((name for found in names.values() for name in found), "")
    if not wanted and first and told["document"].get("refused"):  # there is no runbook, and something else to read
        wanted = first
        told = bench.order("documents", wanted=wanted)
    return Shelf(names, _document(wanted or RUNBOOK, told["document"], bench) if first or wanted else None)


def _in_order(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """The runbook's repository first, and in each of them the README."""
    first_repository, _slash, first_path = RUNBOOK.partition("/")
    return {
        repository: [f"{repository}/{path}" for path in sorted(found[repository], key=lambda p: (p != first_path, p))]
        for repository in sorted(found, key=lambda name: (name != first_repository, name))
        if found[repository]
    }


def _document(name: str, told: dict[str, Any], bench: Workbench) -> RunbookDocument:
    if code := told.get("refused"):
        return RunbookDocument(name, incoming=_incoming(name, bench), problem=_explain(name, code, told))
    commits = porcelain.parse_log(told["commit"])
    return RunbookDocument(name, told["text"], next(iter(commits), None), told["changed"], _incoming(name, bench))


def _incoming(name: str, bench: Workbench) -> list[porcelain.Commit]:
    """Commits of others that wait at the pipeline: the document may be another one after a pull."""
    try:
        return snapshot.snapshot_of(Workbench(bench.player, bench.row, name.partition("/")[0])).incoming
    except OrderRefused:
        return []


def _explain(name: str, code: str, told: dict[str, Any]) -> str:
    if code in ("missing", "path"):
        return str(MISSING).format(name=name)
    facts = {key: value for key, value in told.items() if key != "refused"}
    return str(UNREADABLE).format(name=name, why=sentences.explain_refusal(OrderRefused(code, **facts), name))


def explain_away(away: BenchAway) -> str:
    """Why nothing can be read now, and what happens next."""
    return str(AWAY.get(away.code, SILENT)).format(said=away.said or _("it is away"))
