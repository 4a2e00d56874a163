"""The record of a scenario's last successful proof: a committed file, which counts until one of its inputs changes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from scenarios import publishing
from scenarios.document.parse import InvalidDocument
from scenarios.proof import inputs as proof_inputs
from scenarios.proof.code_digest import Code
from scenarios.proof.inputs import Inputs
from scenarios.proof.proof import Proof
from scenarios.publishing import RECORD, ScenarioSource


@dataclass(frozen=True)
class Record:
    """When the proof held, on which engine, how many seconds it took, and the digests of what it depends on."""

    at: datetime
    engine: str
    seconds: float
    inputs: Inputs

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Raises ValueError where something is missing or of the wrong type."""
        told: dict[str, Any] = json.loads(content)
        try:
            inputs = {str(part): str(digest) for part, digest in told["digests"].items()}
            return cls(datetime.fromisoformat(told["proven"]), str(told["engine"]), float(told["seconds"]), inputs)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("something is missing or of another kind") from error

    def written(self) -> str:
        told = {
            "proven": self.at.isoformat(timespec="seconds"),
            "engine": self.engine,
            "seconds": round(self.seconds),
            "digests": self.inputs,
        }
        return json.dumps(told, indent=2) + "\n"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}, {self.engine}, {self.seconds:.0f} s"


def read_record(folder: Path) -> Record | None:
    """The record in the folder; None if there is none. Raises ValueError where it cannot be read."""
    try:
        return Record.parse((folder / RECORD).read_bytes())
    except FileNotFoundError:
        return None


def why_stale(source: ScenarioSource, code: Code) -> str:
    """Why the scenario's record does not count any more; empty if it does."""
    try:
        record = read_record(source.folder)
    except ValueError as error:
        return f"{RECORD} cannot be read: {error}"
    if record is None:
        return "it has never been proven and recorded"
    changed = changes(record.inputs, proof_inputs.inputs_of(source, code))
    return f"changed since {record.at:%Y-%m-%d}: {', '.join(changed)}" if changed else ""


def changes(before: Inputs, now: Inputs) -> list[str]:
    """The names of the parts that differ."""
    return [part for part in {**now, **before} if before.get(part) != now.get(part)]


class Recorder:
    """Writes the records of one run of proofs. The digests are taken at the start: what changes during the run was
    not proven. `engine` is its name and version."""

    def __init__(self, sources: Iterable[ScenarioSource], engine: str) -> None:
        self.sources, self.engine = {source.document.id: source for source in sources}, engine
        code = proof_inputs.read_code()
        self.before = {slug: proof_inputs.inputs_of(source, code) for slug, source in self.sources.items()}

    def forget(self) -> None:
        """Delete the records of all these scenarios."""
        for source in self.sources.values():
            (source.folder / RECORD).unlink(missing_ok=True)

    def record(self, proof: Proof, now: datetime) -> str:
        """Write the record of a proof that holds. Returns why nothing was written, or an empty text."""
        folder, before = self.sources[proof.scenario].folder, self.before[proof.scenario]
        try:
            after = proof_inputs.inputs_of(publishing.read_source(folder), proof_inputs.read_code())
        except (InvalidDocument, LookupError, SyntaxError) as error:
            return f"{proof.scenario} cannot be read any more: {error}"
        if changed := changes(before, after):
            return f"{proof.scenario} was changed while it was proven ({', '.join(changed)}): prove it again"
        unfinished = folder / f".{RECORD}"
        try:
            unfinished.write_text(Record(now, self.engine, proof.seconds, before).written())
            unfinished.replace(folder / RECORD)
        except OSError as error:
            return f"{folder / RECORD} cannot be written: {error.strerror}"
        return ""
