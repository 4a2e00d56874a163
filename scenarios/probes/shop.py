"""What the probes over HTTP share: a request with a time limit, and a result with an optional limit in milliseconds."""

import json
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from scenarios.choices import Outcome
from scenarios.probes.base import ProbePlace, Reading

CUSTOMER_SECONDS = 4  # connecting included; then the customer gives up
UNICORNS = 1200


class Asked(BaseModel):
    """`ms`: the most milliseconds that it may take; 0: no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ms: float = Field(default=0, ge=0, le=60_000)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str

    def json(self) -> Any:
        """None where the body is not JSON."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


async def ask(place: ProbePlace, path: str, *, method: str = "GET", **options: Any) -> Answer:
    """Send one request. Raises aiohttp.ClientError, TimeoutError."""
    from aiohttp import ClientTimeout  # noqa: PLC0415  (0.3 s, which most commands need not spend)

    options.setdefault("allow_redirects", False)
    options["timeout"] = ClientTimeout(total=CUSTOMER_SECONDS)
    async with place.session.request(method, place.base_url + path, **options) as response:
        return Answer(response.status, await response.text(errors="replace"))


def verdict(began: float, budget_ms: float, why: str = "", **values: Any) -> Reading:
    """Fails with `why` if that is not empty, or if more than `budget_ms` have passed since `began`; else it is ok."""
    ms = (perf_counter() - began) * 1000
    if not why and budget_ms and ms > budget_ms:
        why = f"It took {ms:.0f} ms; {budget_ms:.0f} are allowed."
    return Reading(Outcome.FAIL if why else Outcome.OK, ms, why, values)
