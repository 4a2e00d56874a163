"""sql: runs a query in the company's database, inside its container, and compares the value."""

import asyncio
from time import perf_counter
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from scenarios.choices import Outcome
from scenarios.probes.base import ProbePlace, Reading


class SqlArguments(BaseModel):
    """`query` returns one value: `equal` to a text, `at_least` or `at_most` a number; without these it must be true."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str = Field(min_length=1, max_length=1000)
    role: str = Field(default="db", pattern=r"^[a-z][a-z0-9_-]*$")
    equal: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    timeout: float = Field(default=5, gt=0, le=30)


class Sql:
    kind: ClassVar[str] = "sql"
    Arguments: ClassVar[type[BaseModel]] = SqlArguments

    async def read(self, place: ProbePlace, arguments: SqlArguments) -> Reading:
        if place.sandbox is None:
            return Reading(Outcome.ERROR, why="This probe looks inside, and there is no sandbox to look into.")
        argv = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", arguments.query]
        began = perf_counter()
        done = await asyncio.to_thread(place.sandbox.exec, arguments.role, argv, timeout=arguments.timeout)
        ms = (perf_counter() - began) * 1000
        if not done.ok:
            return Reading(
                Outcome.FAIL,
                ms,
                f"The database could not be asked: {(done.text or 'no answer in time').splitlines()[0]}",
            )
        value = done.stdout.decode(errors="replace").strip()
        why = _why(value, arguments)
        return Reading(Outcome.FAIL if why else Outcome.OK, ms, why, {"value": value[:200]})


def _why(value: str, asked: SqlArguments) -> str:
    if asked.equal is not None:
        return "" if value == asked.equal else f"The database says {value or 'nothing'} instead of {asked.equal}."
    if asked.at_least is None and asked.at_most is None:
        return "" if value in ("t", "true", "1") else f"The database says {value or 'nothing'}."
    try:
        number = float(value)
    except ValueError:
        return f"The database says {value or 'nothing'}, which is no number."
    if asked.at_least is not None and number < asked.at_least:
        return f"The database says {value}; it should be at least {asked.at_least:.15g}."
    if asked.at_most is not None and number > asked.at_most:
        return f"The database says {value}; it should be at most {asked.at_most:.15g}."
    return ""
