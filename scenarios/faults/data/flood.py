"""queue.flood: a queue is filled with useless entries: builds in the pipeline, or files in a folder."""

import hashlib
import json
from typing import Any, ClassVar, Literal

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.machine import marked
from scenarios.sandbox.base import EngineError

AUTHOR = "Sir Reginald Hoofington III <reginald@unicorn.example> 1700000000 +0000"
# A "test" that runs as long as the flood is on.
SLOW = """import os, time
flag, end = "{flag}", time.time() + {seconds}
while os.path.exists(flag) and time.time() < min(end, os.path.getmtime(flag) + {ttl:.0f}):
    time.sleep(0.1)
raise SystemExit("This is a test.")
"""
PUSH = """[ ! -e "$1" ] || exit 0; touch "$1"
for _ in $(seq "$4"); do curl -sS --fail -m 5 -d "{\\"sha\\": \\"$3\\"}" "localhost:8070/pushes/$2" >/dev/null || exit 1; done"""
# Deletes the commit: its queued builds fail at once, and those behind them are built.
DRAIN = """rm -f "$1"; service=$2; shift 2
for object; do rm -f "/srv/git/$service.git/objects/$(echo "$object" | cut -c-2)/$(echo "$object" | cut -c3-)"; done"""
WRITE = """for n in $(seq "$3"); do head -c "$4" /dev/zero | tr '\\0' x > "$1/letter-$2-$n" || break; done 2>/dev/null; true"""
SWEEP = 'find "$1" -maxdepth 1 -name "letter-$2-*" -delete'
COUNT = 'find "$1" -maxdepth 1 -name "letter-$2-*" | wc -l'


class FloodArguments(Arguments):
    """Without `path`: `count` builds of `service` in the pipeline, each of `seconds`. With `path`: `count` files of
    `kb` in this folder, fewer if the file system is full; it must be size-limited."""

    path: str = Field(default="", pattern=r"^(/[\w./-]+)?$")
    service: Literal["storefront", "recognizer"] = "storefront"
    count: int = Field(default=40, ge=1, le=5000)
    seconds: int = Field(default=20, ge=1, le=50)
    kb: int = Field(default=4, ge=1, le=1024)


class Flood:
    kind: ClassVar[str] = "queue.flood"
    title: ClassVar[str] = "A queue is full of what nobody needs"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = FloodArguments

    def plan(self, call: Call) -> dict[str, Any]:
        if call.arguments.path:
            must(call, ["sh", "-c", '[ "$(stat -f -c %T "$1")" = tmpfs ]', "sh", call.arguments.path])
            return {}
        self._status(call)
        return {"objects": [_sha(kind, content) for kind, content in self._objects(call)]}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        wish = call.arguments
        if not marked.running(call, self._mark(call)):
            marked.later(call, self._mark(call), *self._undo(call, recipe))
        if wish.path:
            must(call, ["sh", "-c", WRITE, "sh", wish.path, call.handle, str(wish.count), str(wish.kb * 1024)])
            return
        for kind, content in self._objects(call):
            git = ["git", "-C", f"/srv/git/{wish.service}.git", "hash-object", "-w", "-t", kind, "--stdin"]
            must(call, git, stdin=content)
        must(
            call,
            ["sh", "-c", PUSH, "sh", self._flag(call), wish.service, recipe["objects"][-1], str(wish.count)],
            timeout=120,
        )

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        if call.arguments.path:
            return not self.healed(call, recipe)
        return self._building(call) == recipe["objects"][-1]

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        marked.end(call, self._mark(call))
        script, *words = self._undo(call, recipe)
        must(call, ["sh", "-c", script, "sh", *words])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is nothing of it queued any more: drained, deleted, or because the runner was restarted?"""
        if call.arguments.path:
            return must(call, ["sh", "-c", COUNT, "sh", call.arguments.path, call.handle]) == "0"
        return self._building(call) != recipe["objects"][-1] and self._status(call)["queued"] == 0

    def _undo(self, call: Call, recipe: dict[str, Any]) -> list[str]:
        if call.arguments.path:
            return [SWEEP, call.arguments.path, call.handle]
        return [DRAIN, self._flag(call), call.arguments.service, *recipe["objects"]]

    def _mark(self, call: Call) -> str:
        return f"post-office-{call.handle}"

    def _flag(self, call: Call) -> str:
        return f"/run/flood-{call.handle}"

    def _objects(self, call: Call) -> list[tuple[str, bytes]]:
        """Blob, tree and commit. The same commit is queued each time, so the list of tests gets only one line."""
        test = SLOW.format(flag=self._flag(call), seconds=call.arguments.seconds, ttl=call.ttl).encode()
        tree = b"100644 conftest.py\0" + bytes.fromhex(_sha("blob", test))
        about = f"tree {_sha('tree', tree)}\nauthor {AUTHOR}\ncommitter {AUTHOR}\n\nTest the tests\n\nTicket: HAY-{call.handle}\n"
        return [("blob", test), ("tree", tree), ("commit", about.encode())]

    def _building(self, call: Call) -> str:
        return str((self._status(call)["busy"] or {}).get("sha", ""))

    def _status(self, call: Call) -> dict[str, Any]:
        answer = must(call, ["curl", "-sS", "--fail", "--max-time", "5", "localhost:8070/status"])
        try:
            return dict(json.loads(answer)["runner"])
        except (ValueError, KeyError) as error:
            raise EngineError(f"The pipeline's status cannot be read: {error}") from error


def _sha(kind: str, content: bytes) -> str:
    """An object's id, as git computes it."""
    return hashlib.sha1(f"{kind} {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()
