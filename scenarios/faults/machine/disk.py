"""disk.fill: a file fills a file system."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must


class FillArguments(Arguments):
    """`path`: a folder in a size-limited file system; `leave_kb`: what stays free; `name`: the file's name."""

    path: str = Field(pattern=r"^/[\w./-]+$")
    leave_kb: int = Field(default=0, ge=0, le=1_000_000)
    name: str = Field(default="", pattern=r"^[\w.-]*$")


class DiskFill:
    """Refuses file systems without a size limit: filling them would fill the host's disk."""

    kind: ClassVar[str] = "disk.fill"
    title: ClassVar[str] = "A disk is full"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = FillArguments

    def plan(self, call: Call) -> dict[str, Any]:
        must(call, ["sh", "-c", '[ "$(stat -f -c %T "$1")" = tmpfs ]', "sh", call.arguments.path])
        return {"file": f"{call.arguments.path.rstrip('/')}/{call.arguments.name or 'core.' + call.handle}"}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        script = """free=$(df -Pk "$1" | awk 'NR==2 {print $4}'); want=$((free - $3))
            [ "$want" -le 0 ] || dd if=/dev/zero of="$2" bs=1k count="$want" oflag=append conv=notrunc 2>/dev/null || true"""
        must(call, ["sh", "-c", script, "sh", call.arguments.path, recipe["file"], str(call.arguments.leave_kb)])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._free_kb(call) <= call.arguments.leave_kb + 64

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        must(call, ["rm", "-f", "--", recipe["file"]])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is there space again: was the file removed or shortened, or other space made?"""
        return self._free_kb(call) > call.arguments.leave_kb + 1024

    def _free_kb(self, call: Call) -> int:
        return int(must(call, ["sh", "-c", "df -Pk \"$1\" | awk 'NR==2 {print $4}'", "sh", call.arguments.path]))
