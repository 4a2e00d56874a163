"""Many proofs, several at a time."""

import os
import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress

from scenarios.company import Company
from scenarios.proof import proof
from scenarios.proof.proof import Line, Proof
from scenarios.proof.sandbox_pool import Stall
from scenarios.publishing import Source
from scenarios.sandbox.base import Engine, EngineError

SHARE = 0.75  # of the engine's memory that proofs may count on

Tell = Callable[[Source, Line], None]


def at_once(engine: Engine, companies: Sequence[Company]) -> int:
    """How many proofs the machine bears: one more than cores, for each waits now and then, if memory holds their sandboxes."""
    most = max((company.memory_mb for company in companies), default=1)
    return max(1, min(len(companies), (os.cpu_count() or 1) + 1, int(engine.memory_mb() * SHARE / most)))


def prove_all(
    sources: Sequence[Source],
    engine: Engine,
    parallel: int,
    tell: Tell = lambda source, line: None,
    *,
    factor: float = proof.FACTOR,
) -> Iterator[Proof]:
    """Every scenario's proof, as soon as it is done. Who stops listening (Ctrl-C) still has all sandboxes taken away."""
    engine.capabilities()  # raises the agent that all of them share, before two do so at the same time
    stalls = [Stall(engine) for _ in range(min(parallel, len(sources)))]
    free: queue.SimpleQueue[Stall] = queue.SimpleQueue()
    for stall in stalls:
        free.put(stall)

    def one(source: Source) -> Proof:
        stall = free.get()
        try:
            return proof.prove(source, stall, lambda line: tell(source, line), factor=factor)
        finally:
            free.put(stall)

    threads = ThreadPoolExecutor(max(1, len(stalls)))
    try:
        for future in as_completed([threads.submit(one, source) for source in sources]):
            yield future.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for stall in stalls:
            with suppress(EngineError):  # nothing can be done about an engine that is away
                stall.close()
        threads.shutdown()
