"""Scenarios that are written to deceive the proof, as changes of the sleepy shop; and an honest one to compare with.

They are played in a shop in memory, which knows the few commands below and in which time passes only while somebody waits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios import company, publishing
from scenarios.choices import Keeps
from scenarios.document.parse import Document
from scenarios.publishing import ScenarioSource
from scenarios.sandbox import Spec
from scenarios.sandbox.base import ExecResult
from scenarios.sandbox.fake import FakeSandbox
from tests.making import DOCUMENT

BOOKED = company.CompanyInvariant(
    id="booked", title="the number of bookings", role="db", run="count", keeps=Keeps.NUMBER
)
SHOP = company.load_company("unicorn_rentals").model_copy(update={"invariants": [BOOKED]})
# What the scripts of the folder say to the shop in memory.
ASSETS = {
    "solution/dev.sh": b"sharpen",
    "solution/ops.sh": b"wake",
    "solution/halve.sh": b"wake and halve",
    "checks/awake.sh": b"awake?",
    "checks/sharp.sh": b"sharp?",
    "checks/waited.sh": b"twelve seconds?",
    "tricks/sign.sh": b"hang a sign",
    "tricks/yawn.sh": b"yawn",
}
INVARIANT = re.compile(r"\( (.*)\n\); code=\$\?; echo; echo (end-\w+) \$code")  # as invariants.py asks for one
SIGN = {
    "title": "Hang a sign on the door",
    "instead_of": "ops",
    "steps": "tricks/sign.sh",
    "caught_by": "awake",
    "fools": {"on": "edge", "run": "sign?"},
}
NAMED = DOCUMENT["objectives"][0] | {
    "accept": ["storefront"],
    "learned_from": {"on": "storefront", "run": "who sleeps?"},
}
AWAKE = {"id": "awake", "kind": "command", "on": "storefront", "run": "checks/awake.sh", "points": 40, "needs": ["ops"]}
SHARP = {"id": "sharp", "kind": "command", "on": "storefront", "run": "checks/sharp.sh", "points": 40, "needs": ["dev"]}
WAITED = {"id": "waited", "kind": "command", "on": "storefront", "run": "checks/waited.sh", "points": 10}
HONEST = {
    "steady_state": [{"probe": "command", "name": "browse", "with": {"on": "storefront", "run": "open?"}}],
    "objectives": [NAMED, AWAKE, SHARP, DOCUMENT["objectives"][2]],
    "tricks": [SIGN],
}


def deceiving(**changes: Any) -> ScenarioSource:
    """The honest scenario with these changes."""
    return ScenarioSource(publishing.LIBRARY, Document.model_validate(DOCUMENT | HONEST | changes), ASSETS, "0" * 64)


@dataclass
class SleepyClock:
    """Stands in for the module `time`: nothing but waiting takes time."""

    now: float = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class SleepyShop(FakeSandbox):
    """A shop that Ops wakes and whose pencils Dev sharpens."""

    def __init__(self, clock: SleepyClock) -> None:
        super().__init__(Spec("sleepy", SHOP, "image"), 9000)
        self.clock, self.asleep_since, self.bookings = clock, 0.0, 400
        self.asleep = self.blunt = self.sign = False

    def exec(
        self,
        role: str,
        argv: Sequence[str],
        *,
        user: str = "root",
        stdin: bytes = b"",
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> ExecResult:
        order = stdin.decode() or " ".join(argv).removeprefix("bash -c ")
        if mark := INVARIANT.fullmatch(order):
            return ExecResult(0, f"{self._say(mark[1])}\n{mark[2]} 0\n".encode(), b"", 0.0)
        said = self._say(order)
        return ExecResult(0 if said else 1, said.encode(), b"", 0.0)

    def renew(self) -> None:
        self.sign = self.blunt = False

    def _say(self, order: str) -> str:
        """What the shop says to an order; empty if it refuses."""
        match order:
            case "/opt/unicorn/bin/hold storefront":
                self.asleep = self.blunt = True
                self.asleep_since = self.clock.now
            case "sv up storefront":
                self.asleep = self.blunt = False
            case "sv status storefront" | "who sleeps?":
                return "down: storefront" if self.asleep else "run: storefront"
            case "awake?" | "open?":
                return "" if self.asleep else "yes"
            case "sharp?":
                return "" if self.blunt else "yes"
            case "twelve seconds?":
                return "yes" if self.clock.now - self.asleep_since >= 12 else ""
            case "sign?":
                return "yes" if self.sign else ""
            case "count":
                return str(self.bookings)
            case _:
                self._act(order)
        return "done"

    def _act(self, order: str) -> None:
        """What solutions and tricks do. Everything else, such as looking for what a fault leaves, finds nothing."""
        if order.startswith("wake"):
            self.asleep = False
        if order.endswith("halve"):
            self.bookings //= 2
        if order == "sharpen":
            self.blunt = False
        if order == "hang a sign":
            self.sign = True
