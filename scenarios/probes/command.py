"""command: runs a short command in a role; ok if it exits with 0."""

import asyncio
from time import perf_counter
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from scenarios.choices import Outcome
from scenarios.probes.base import ProbePlace, Reading


class CommandArguments(BaseModel):
    """`run`: a line for bash in role `on`; `contains`: a text that must be in its output; `timeout`: seconds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    run: str = Field(min_length=1, max_length=2000)
    contains: str = ""
    timeout: float = Field(default=5, gt=0, le=30)


class Command:
    kind: ClassVar[str] = "command"
    Arguments: ClassVar[type[BaseModel]] = CommandArguments

    async def read(self, place: ProbePlace, arguments: CommandArguments) -> Reading:
        if place.sandbox is None:
            return Reading(Outcome.ERROR, why="This probe looks inside, and there is no sandbox to look into.")
        began = perf_counter()
        argv = ["bash", "-c", arguments.run]
        done = await asyncio.to_thread(place.sandbox.exec, arguments.on, argv, timeout=arguments.timeout)
        ms = (perf_counter() - began) * 1000
        if done.ok and arguments.contains in done.text:
            return Reading(Outcome.OK, ms)
        last = (done.text.splitlines() or ["it said nothing"])[-1]
        return Reading(Outcome.FAIL, ms, f"{arguments.on}: {last[:200]}")
