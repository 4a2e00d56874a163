"""The registry of all probes, and read_probe(), which never raises."""

import asyncio
from time import perf_counter

from pydantic import ValidationError

from scenarios.choices import Outcome
from scenarios.document.vocabulary import ProbeUse
from scenarios.probes import command, http, sql
from scenarios.probes.base import Probe, ProbePlace, Reading
from scenarios.probes.journeys import JOURNEYS
from scenarios.sandbox.base import EngineError, SandboxDriver

PROBES: dict[str, Probe] = {**JOURNEYS, **{probe.kind: probe for probe in (http.Http(), sql.Sql(), command.Command())}}

__all__ = ["JOURNEYS", "PROBES", "Place", "Probe", "Reading", "read_probe", "read_probe_now"]


async def read_probe(use: ProbeUse, place: ProbePlace) -> Reading:
    """Run the probe once. A mistake of the shop is a fail; whatever keeps the probe itself from running is an error."""
    import aiohttp  # noqa: PLC0415  (0.3 s, which most commands need not spend)

    probe = PROBES.get(use.probe)
    if probe is None:
        return Reading(Outcome.ERROR, why=f"There is no probe {use.probe}.")
    try:
        arguments = probe.Arguments.model_validate(use.with_)
    except ValidationError as error:
        first = error.errors()[0]
        return Reading(Outcome.ERROR, why=f"{use.probe}: {'.'.join(map(str, first['loc']))}: {first['msg']}.")
    began = perf_counter()
    try:
        return await probe.read(place, arguments)
    except TimeoutError:
        return Reading(Outcome.FAIL, _ms(began), "No answer in time.")
    except aiohttp.InvalidURL as error:
        return Reading(Outcome.ERROR, _ms(began), f"{error} is not an address.")
    except aiohttp.ClientConnectorError as error:  # not even the gateway answers: our own problem, not the shop's
        return Reading(Outcome.ERROR, _ms(began), f"Nobody opens the door: {error.strerror or error}.")
    except (aiohttp.ClientError, OSError) as error:
        return Reading(Outcome.FAIL, _ms(began), f"The shop cannot be reached: {str(error) or type(error).__name__}.")
    except EngineError as error:
        return Reading(Outcome.ERROR, _ms(began), str(error))
    except Exception as error:  # a bug of the probe must not count against the team
        return Reading(Outcome.ERROR, _ms(began), f"{use.probe} broke: {type(error).__name__}: {error}")


def _ms(began: float) -> float:
    return (perf_counter() - began) * 1000


def read_probe_now(use: ProbeUse, *, base_url: str, sandbox: SandboxDriver | None = None) -> Reading:
    """read_probe() for callers without an event loop."""
    import aiohttp  # noqa: PLC0415  (0.3 s, which most commands need not spend)

    async def once() -> Reading:
        async with aiohttp.ClientSession() as session:
            return await read_probe(use, ProbePlace(base_url.rstrip("/"), session, sandbox))

    return asyncio.run(once())
