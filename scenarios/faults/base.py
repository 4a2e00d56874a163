"""What a fault kind is: plan, inject, verify, heal. One file a kind; the registry is in faults/__init__.py."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from scenarios.sandbox.base import EngineError, Sandbox


class Arguments(BaseModel):
    """The `with:` of a scenario's fault; every kind has its own subclass. Units are in the names (ms, mb, percent)."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Call:
    """One fault at one place. `handle` names every rule, chain, file and process of it: never touch another's."""

    sandbox: Sandbox
    target: str  # role
    arguments: Any  # the kind's own Arguments, validated
    handle: str  # [a-z0-9]{1,20}
    ttl: float  # seconds until it must be gone; whatever can heal itself carries it
    assets: dict[str, bytes]  # the scenario's files, path -> content


class Fault(Protocol):
    kind: ClassVar[str]
    title: ClassVar[str]
    requires: ClassVar[frozenset[str]]  # capabilities of the host; empty: every engine can
    Arguments: ClassVar[type[Arguments]]

    def plan(self, call: Call) -> dict[str, Any]:
        """Look, touch nothing; return the recipe that heal() needs (JSON). Raises EngineError where it cannot work."""

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        """Put the fault in. Safe to call twice with the same handle."""

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is the effect really there, as seen from the sandbox?"""

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        """Undo it. Idempotent: 'not there' is success."""

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is nothing of it left, whoever took it out?"""


def must(call: Call, argv: list[str], *, role: str = "", stdin: bytes = b"", timeout: float = 30.0) -> str:
    """Run argv in the fault's target (or `role`) and return what it said. Raises EngineError where it fails."""
    result = call.sandbox.exec(role or call.target, argv, stdin=stdin, timeout=timeout)
    if not result.ok:
        raise EngineError(f"{' '.join(argv[:2])} failed in {role or call.target}: {result.text or result.exit_code}")
    return result.text
