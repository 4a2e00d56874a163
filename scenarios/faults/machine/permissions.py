"""permissions: a file or folder gets another mode or owner."""

from typing import Any, ClassVar

from pydantic import Field, field_validator, model_validator

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.machine import marked
from scenarios.sandbox.base import EngineError


class PermissionsArguments(Arguments):
    """`path` gets `mode` (octal, in quotes: "0600") or `owner` (user or user:group) or both; then `reload` runs."""

    path: str = Field(pattern=r"^/[\w./-]+$")
    mode: str = ""
    owner: str = Field(default="", pattern=r"^([a-z_][a-z0-9_-]*(:[a-z_][a-z0-9_-]*)?)?$")
    reload: list[str] = []

    @field_validator("mode", mode="before")
    @classmethod
    def octal(cls, value: Any) -> str:
        if not isinstance(value, str) or (value and not (3 <= len(value) <= 4 and set(value) <= set("01234567"))):
            raise ValueError('a mode is three or four octal digits in quotes, such as "0600"')
        return value

    @model_validator(mode="after")
    def something(self) -> "PermissionsArguments":
        if not (self.mode or self.owner):
            raise ValueError("give `mode`, `owner` or both")
        return self


class Permissions:
    """The recipe keeps the old mode and owner. Even root may read only what the mode allows in these containers."""

    kind: ClassVar[str] = "permissions"
    title: ClassVar[str] = "A file belongs to the wrong people"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = PermissionsArguments

    def plan(self, call: Call) -> dict[str, Any]:
        wish = call.arguments
        if wish.owner and "CHOWN" not in call.sandbox.company.roles[call.target].capabilities:
            raise EngineError(f"Nobody in {call.target} may give a file away: its role lacks the capability CHOWN.")
        old = self._now(call)
        if not old:
            raise EngineError(f"There is no {wish.path} in {call.target}.")
        new = [wish.mode.lstrip("0") or "0" if wish.mode else old[0], self._owner(call, old[1])]
        if old == new:
            raise EngineError(f"{wish.path} of {call.target} has that mode and owner already.")
        return {"old": old, "new": new}

    def _owner(self, call: Call, old: str) -> str:
        """The wanted owner as uid:gid."""
        user, _, group = call.arguments.owner.partition(":")
        uid = must(call, ["id", "-u", user]) if user else old.split(":")[0]
        gid = must(call, ["getent", "group", group]).split(":")[2] if group else old.split(":")[1]
        return f"{uid}:{gid}"

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if self._now(call) != recipe["old"]:
            return
        if not marked.running(call, self._mark(call)):
            for number, (user, argv) in enumerate(self._steps(call, recipe, "old")):
                marked.later(call, self._mark(call), '"$@"', *argv, user=user, wait=number)
        self._make(call, recipe, "new")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._now(call) == recipe["new"]

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        """If players have changed the file, it stays as they made it."""
        marked.end(call, self._mark(call))
        if self.verify(call, recipe):
            self._make(call, recipe, "old")

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)

    def _make(self, call: Call, recipe: dict[str, Any], state: str) -> None:
        for user, argv in self._steps(call, recipe, state):
            done = call.sandbox.exec(call.target, argv, user=user)
            if not done.ok:
                raise EngineError(f"{call.arguments.path} could not be changed in {call.target}: {done.text}")
        if call.arguments.reload:
            must(call, list(call.arguments.reload))

    def _steps(self, call: Call, recipe: dict[str, Any], state: str) -> list[tuple[str, list[str]]]:
        """(user, command) in the order that leads to `state`: only its first owner may change the mode."""
        (mode, owner), first = recipe[state], recipe["old"][1].split(":")[0]
        steps = [(first, ["chmod", mode, call.arguments.path]), ("root", ["chown", owner, call.arguments.path])]
        steps = [step for step, old, new in zip(steps, recipe["old"], recipe["new"], strict=True) if old != new]
        return steps if state == "new" else steps[::-1]

    def _mark(self, call: Call) -> str:
        return f"locksmith-{call.handle}"

    def _now(self, call: Call) -> list[str]:
        """Mode and owner; empty if the file does not exist any more."""
        found = call.sandbox.exec(call.target, ["stat", "-c", "%a %u:%g", call.arguments.path])
        return found.text.split() if found.ok else []
