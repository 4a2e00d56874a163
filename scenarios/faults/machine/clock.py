"""clock.skew: one service sees a wrong time, through a library that changes nothing but its real-time clock."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import Field, model_validator

from scenarios.faults.base import Arguments, Call, must

LIBRARY = "/opt/unicorn/lib/clock.so"
TOLERANCE = 5.0  # seconds that may pass between reading the two clocks


class SkewArguments(Arguments):
    """`service`: its name under the container's supervisor. Either `ahead_s` (seconds, negative for behind) or `to`: the
    moment (UTC, such as 2032-02-29T09:00) that its clock shows when the fault goes in; from there it goes on."""

    service: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    ahead_s: int = Field(default=0, ge=-(10**9), le=4 * 10**9)
    to: datetime | None = None

    @model_validator(mode="after")
    def one_of_two(self) -> "SkewArguments":
        if bool(self.ahead_s) == (self.to is not None):
            raise ValueError("give either `ahead_s` or `to`")
        return self


# Prints how many seconds the service's clock is ahead of the container's; fails if it does not run.
LOOK = """pid=$(cat "/run/supervise/$1/pid") && [ -n "$pid" ] || exit 1
tr '\\0' '\\n' < "/proc/$pid/environ" | grep -E '^(LD_PRELOAD|CLOCK_AHEAD_S)=' > "/tmp/.$2"
here=$(date +%s); there=$(env $(cat "/tmp/.$2") date +%s); rm -f "/tmp/.$2"; echo $((there - here))"""
# Removes only the fault's own lines: players may have written others.
OUT = """file="/etc/unicorn/$1.env"
if [ -e "$file" ]; then
  grep -vE '^(LD_PRELOAD=/opt/unicorn/lib/clock.so|CLOCK_AHEAD_S=.*)$' "$file" > "/tmp/.$2"
  cat "/tmp/.$2" > "$file"; rm "/tmp/.$2"; [ -s "$file" ] || rm "$file"
fi
"""
RESTART = 'sv -w 20 restart "$1"'


class Skew:
    """Writes two lines into the service's environment file and restarts it. Players repair it by removing them."""

    kind: ClassVar[str] = "clock.skew"
    title: ClassVar[str] = "A service's clock is wrong"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = SkewArguments

    def plan(self, call: Call) -> dict[str, Any]:
        must(call, ["test", "-r", LIBRARY])
        must(call, ["test", "-d", f"/run/service/{call.arguments.service}"])
        return {"ahead_s": self._ahead(call)}

    def _ahead(self, call: Call) -> int:
        if not call.arguments.to:
            return int(call.arguments.ahead_s)
        to = call.arguments.to if call.arguments.to.tzinfo else call.arguments.to.replace(tzinfo=UTC)
        return int(to.timestamp()) - int(must(call, ["date", "+%s"]))

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if self.verify(call, recipe):
            return
        lines = f"LD_PRELOAD={LIBRARY}\\nCLOCK_AHEAD_S={recipe['ahead_s']}\\n"
        self._sh(call, f"{OUT}printf '{lines}' >> \"$file\"; {RESTART}")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        seen = self._seen(call)
        return seen is not None and abs(seen - recipe["ahead_s"]) <= TOLERANCE

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        """Clean the file first, so that any restart from now on gives the right time."""
        self._sh(call, OUT)
        if not self.healed(call, recipe):
            self._sh(call, RESTART)

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is the clock right, and will it be after the next start?"""
        argv = ["grep", "-qE", f"{LIBRARY}|^CLOCK_AHEAD_S=", f"/etc/unicorn/{call.arguments.service}.env"]
        seen = self._seen(call)
        return seen is not None and abs(seen) <= TOLERANCE and not call.sandbox.exec(call.target, argv).ok

    def _seen(self, call: Call) -> int | None:
        found = call.sandbox.exec(call.target, ["bash", "-c", LOOK, "bash", call.arguments.service, call.handle]).text
        return int(found) if re.fullmatch(r"-?\d+", found) else None

    def _sh(self, call: Call, script: str) -> None:
        must(call, ["bash", "-c", script, "bash", call.arguments.service, call.handle], timeout=40)
