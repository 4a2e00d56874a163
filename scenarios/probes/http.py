"""http: requests a page of the shop and checks its status, a text in it, and how long it takes."""

from time import perf_counter
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from scenarios.choices import Outcome
from scenarios.probes.base import ProbePlace, Reading
from scenarios.probes.shop import ask


class HttpArguments(BaseModel):
    """`times` requests one after the other; `p95_ms`: 95 % of them must be faster than this, 0: no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str = Field(pattern=r"^/[^\s]*$", max_length=300)
    method: Literal["GET", "HEAD", "POST"] = "GET"
    status: int = Field(default=200, ge=100, le=599)
    contains: str = Field(default="", max_length=300)
    times: int = Field(default=1, ge=1, le=20)
    p95_ms: float = Field(default=0, ge=0, le=60_000)


class Http:
    kind: ClassVar[str] = "http"
    Arguments: ClassVar[type[BaseModel]] = HttpArguments

    async def read(self, place: ProbePlace, arguments: HttpArguments) -> Reading:
        taken: list[float] = []
        for _ in range(arguments.times):
            began = perf_counter()
            answer = await ask(place, arguments.path, method=arguments.method)
            taken.append((perf_counter() - began) * 1000)
            if answer.status != arguments.status:
                return Reading(
                    Outcome.FAIL, taken[-1], f"{arguments.path} answered {answer.status} instead of {arguments.status}."
                )
            if arguments.contains not in answer.text:
                return Reading(Outcome.FAIL, taken[-1], f"{arguments.path} does not say “{arguments.contains}”.")
        slow = sorted(taken)[-(-len(taken) * 95 // 100) - 1]
        if arguments.p95_ms and slow > arguments.p95_ms:
            return Reading(
                Outcome.FAIL, slow, f"{arguments.path} took {slow:.0f} ms; {arguments.p95_ms:.0f} are allowed."
            )
        return Reading(Outcome.OK, slow)
