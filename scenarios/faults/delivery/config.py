"""config.replace: a configuration file is changed, and the service reloads it."""

import base64
from typing import Any, ClassVar

from pydantic import Field, model_validator

from scenarios.faults.base import Arguments, Call, must
from scenarios.sandbox.base import EngineError


class ConfigArguments(Arguments):
    """Either `asset` (a file of the scenario replaces `path`) or `replace` by `by` (a text in it); then `reload`
    runs. `restore`: heal puts the old file back even if players have changed it, because other services need it."""

    path: str = Field(pattern=r"^/[\w./-]+$")
    asset: str = ""
    replace: str = ""
    by: str = ""
    reload: list[str] = []
    restore: bool = False

    @model_validator(mode="after")
    def one_of_two(self) -> "ConfigArguments":
        if bool(self.asset) == bool(self.replace):
            raise ValueError("give either `asset` or `replace` and `by`")
        return self


class ConfigReplace:
    kind: ClassVar[str] = "config.replace"
    title: ClassVar[str] = "A configuration file is changed"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = ConfigArguments

    def plan(self, call: Call) -> dict[str, Any]:
        """The recipe holds the file as it is and as it will be."""
        old = call.sandbox.read(call.target, call.arguments.path)
        return {"old": base64.b64encode(old).decode(), "new": base64.b64encode(self._new(call, old)).decode()}

    def _new(self, call: Call, old: bytes) -> bytes:
        if call.arguments.asset:
            return call.assets[call.arguments.asset]
        wanted = call.arguments.replace.encode()
        if wanted not in old:
            raise EngineError(f"{call.arguments.path} of {call.target} does not contain “{call.arguments.replace}”.")
        return old.replace(wanted, call.arguments.by.encode())

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        self._put(call, recipe["new"])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._is(call, recipe["new"])

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        """If players have changed the file, it stays as they made it, unless `restore` is set."""
        if self.verify(call, recipe) or (call.arguments.restore and not self._is(call, recipe["old"])):
            self._put(call, recipe["old"])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)

    def _is(self, call: Call, content: str) -> bool:
        return call.sandbox.read(call.target, call.arguments.path) == base64.b64decode(content)

    def _put(self, call: Call, content: str) -> None:
        call.sandbox.write(call.target, call.arguments.path, base64.b64decode(content))
        if call.arguments.reload:
            must(call, list(call.arguments.reload))
