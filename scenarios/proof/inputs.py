"""Everything that the result of a scenario's proof depends on, as one digest for each part.

Left out are the engine, the kernel, and the packages of Debian and Python.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scenarios import faults, probes
from scenarios.company import Company
from scenarios.objectives import command, replay
from scenarios.proof import proof
from scenarios.proof.code_digest import Code, Definition, definition
from scenarios.publishing import ScenarioSource
from scenarios.sandbox.docker import host_services
from scenarios.sandbox.docker.engine import DockerEngine

PACKAGE = Path(__file__).parents[1]
# The kinds of objectives that have code of their own. Rehearsal and probes check the other kinds.
OBJECTIVES: dict[str, Callable[..., Any]] = {"command": command.run_command_check, "replay": replay.run_replay}
# The rehearsal uses these as a whole; a scenario depends only on the entries that it uses.
REGISTRIES = {
    (faults.__name__, "FAULTS"),
    (probes.__name__, "PROBES"),
    *(definition(look) for look in OBJECTIVES.values()),
}
Inputs = dict[str, str]  # name of the part -> its digest


def read_code(root: Path = PACKAGE.parent) -> Code:
    """The code that is on the disk now. Each module is parsed only once."""
    return Code(root, PACKAGE.name, REGISTRIES)


def inputs_of(source: ScenarioSource, code: Code) -> Inputs:
    """The digest of every part. Files that are never committed, such as compiled modules, do not count."""
    return {
        "scenario": scenario_digest(source),
        f"company {source.document.company}": company_digest(source.document.at),
        **_machinery(source, code),
    }


def scenario_digest(source: ScenarioSource) -> str:
    """The digest of the document's values, without comments and layout, and of the folder's other files."""
    said = source.document.model_dump(mode="json", by_alias=True, exclude_unset=True)
    files = {path: hashlib.sha256(content).hexdigest() for path, content in source.assets.items()}
    return _digest(json.dumps([said, files], sort_keys=True))


def company_digest(company: Company) -> str:
    """The digest of the company's description and of every file that goes into its image or that customers use."""
    return _digest(*_files(company.folder))


def _machinery(source: ScenarioSource, code: Code) -> Inputs:
    """A definition that several parts use counts only in the first of them."""
    document = source.document
    roots = {
        "sandboxes": DockerEngine,
        "rehearsal": proof.prove_scenario,
        **{f"fault {use.kind}": type(faults.FAULTS[use.kind]) for use in document.faults},
        **{f"probe {use.probe}": type(probes.PROBES[use.probe]) for use in document.steady_state},
        **{f"objective {goal.kind}": OBJECTIVES[goal.kind] for goal in document.objectives if goal.kind in OBJECTIVES},
    }
    found: Inputs = {}
    common: set[Definition] = set()
    for part, root in roots.items():
        reached = code.reached([definition(root)])
        own = {digest for where, digest in reached.items() if where not in common}
        found[part] = _digest(*sorted(own), *(_files(host_services.CONTEXT) if part == "sandboxes" else ()))
        if part in ("sandboxes", "rehearsal"):
            common |= reached.keys()
    return found


def _files(folder: Path) -> Iterator[str]:
    """One line for each file. The folder's own README is left out."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder)
        if file.is_file() and file.suffix != ".pyc" and path != Path("README.md"):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            yield f"{path.as_posix()} {os.access(file, os.X_OK)} {content}"


def _digest(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
