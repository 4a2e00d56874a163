"""What a fault kind can do: plan, inject, verify, heal. The registry of all kinds is in faults/__init__.py."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from scenarios.sandbox.base import EngineError, SandboxDriver


class Arguments(BaseModel):
    """The `with:` of a fault in a scenario; every kind has a subclass. Units are in the names (ms, mb, percent)."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Call:
    """One fault on one role. `handle` is in the names of all its rules, chains, files and processes."""

    sandbox: SandboxDriver
    target: str  # role
    arguments: Any  # the kind's own Arguments, validated
    handle: str  # [a-z0-9]{1,20}
    ttl: float  # seconds until it must be gone, even without a heal() where the kind can do that
    assets: dict[str, bytes]  # the scenario's files, path -> content


class Fault(Protocol):
    kind: ClassVar[str]
    title: ClassVar[str]
    requires: ClassVar[frozenset[str]]  # capabilities of the host; empty: works on every engine
    Arguments: ClassVar[type[Arguments]]

    def plan(self, call: Call) -> dict[str, Any]:
        """Check that the fault can work, changing nothing. The recipe for heal(), as JSON. Raises EngineError."""

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        """Put the fault in. May be called twice with the same handle. Raises EngineError."""

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is the effect there, as seen in the sandbox? Raises EngineError."""

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        """Undo the fault. Idempotent: it is fine if there is nothing to undo. Raises EngineError."""

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is nothing of the fault left, no matter who removed it? Raises EngineError."""


def must(call: Call, argv: list[str], *, role: str = "", stdin: bytes = b"", timeout: float = 30.0) -> str:
    """Run argv in the target (or `role`); its output. `timeout` in seconds. Raises EngineError if it fails."""
    result = call.sandbox.exec(role or call.target, argv, stdin=stdin, timeout=timeout)
    if not result.ok:
        raise EngineError(f"{' '.join(argv[:2])} failed in {role or call.target}: {result.text or result.exit_code}")
    return result.text
