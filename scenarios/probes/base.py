"""What a probe is: it checks the shop, returns a Reading and never raises."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pydantic import BaseModel

from scenarios.choices import Outcome
from scenarios.sandbox.base import SandboxDriver

if TYPE_CHECKING:  # importing it takes 0.3 s, which most commands need not spend
    import aiohttp


@dataclass(frozen=True)
class Reading:
    outcome: Outcome
    ms: float = 0.0  # how long it took
    why: str = ""  # one sentence unless the outcome is ok
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def complaint(self) -> str:
        """Why the outcome is not ok; empty if it is."""
        return "" if self.outcome == Outcome.OK else self.why or self.outcome


@dataclass(frozen=True)
class ProbePlace:
    """What to check: the shop's URL (no slash at the end), and its sandbox for probes that run commands in it."""

    base_url: str
    session: "aiohttp.ClientSession"
    sandbox: SandboxDriver | None = None


class Probe(Protocol):
    kind: ClassVar[str]
    Arguments: ClassVar[type[BaseModel]]

    async def read(self, place: ProbePlace, arguments: Any) -> Reading: ...
