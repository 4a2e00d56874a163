"""backup.corrupt: the database dumps exist and look right, but their end is missing."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must


class CorruptArguments(Arguments):
    """`folder`: where the dumps are (its archive is not touched); `keep_percent`: how much of each dump is left."""

    folder: str = Field(default="/var/backups/unicorn", pattern=r"^/[\w./-]+$")
    keep_percent: int = Field(default=60, ge=1, le=99)


# Each dump is replaced by a new file, because it may be a hard link to the archive. Names and times stay.
CUT = """set -e; mkdir -p "$2"; for dump in "$1"/unicorn-*.dump; do
  [ -e "$dump" ] || continue; name=$(basename "$dump"); [ -e "$2/$name" ] && continue
  head -c $(($(stat -c %s "$dump") * $3 / 100)) "$dump" > "$2/cut"; touch -r "$dump" "$2/cut"
  ln "$dump" "$2/$name"; mv "$2/cut" "$dump"; done"""
MEND = """for kept in "$2"/unicorn-*.dump; do [ -e "$kept" ] && mv "$kept" "$1/"; done; rm -rf "$2" """


class Corrupt:
    kind: ClassVar[str] = "backup.corrupt"
    title: ClassVar[str] = "The backups are cut short"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = CorruptArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {"aside": f"{call.arguments.folder}/.{call.handle}"}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["sh", "-c", CUT, "sh", call.arguments.folder, recipe["aside"], str(call.arguments.keep_percent)])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.healed(call, recipe)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["sh", "-c", MEND, "sh", call.arguments.folder, recipe["aside"]])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Can the newest dump be read to its end?"""
        script = 'newest=$(ls -1 "$1"/unicorn-*.dump | sort | tail -n 1); pg_restore --file=/dev/null "$newest"'
        return call.sandbox.exec(call.target, ["sh", "-c", script, "sh", call.arguments.folder], timeout=60).ok
