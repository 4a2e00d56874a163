"""Many proofs, several at a time."""

import os
import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress

from scenarios.company import Company
from scenarios.proof import proof
from scenarios.proof.proof import Proof, ProofLine
from scenarios.proof.sandbox_pool import PooledSandbox
from scenarios.publishing import ScenarioSource
from scenarios.sandbox.base import Engine, EngineError

SHARE = 0.75  # of the engine's memory that proofs may count on

Tell = Callable[[ScenarioSource, ProofLine], None]


def proofs_at_once(engine: Engine, companies: Sequence[Company]) -> int:
    """How many proofs the machine bears: one more than cores, for each waits now and then, if memory holds their sandboxes."""
    most = max((company.memory_mb for company in companies), default=1)
    return max(1, min(len(companies), (os.cpu_count() or 1) + 1, int(engine.memory_mb() * SHARE / most)))


def prove_scenarios(
    sources: Sequence[ScenarioSource],
    engine: Engine,
    parallel: int,
    tell: Tell = lambda source, line: None,
    *,
    factor: float = proof.FACTOR,
) -> Iterator[Proof]:
    """Every scenario's proof, as soon as it is done. Who stops listening (Ctrl-C) still has all sandboxes taken away."""
    engine.capabilities()  # raises the agent that all of them share, before two do so at the same time
    stalls = [PooledSandbox(engine) for _ in range(min(parallel, len(sources)))]
    free: queue.SimpleQueue[PooledSandbox] = queue.SimpleQueue()
    for stall in stalls:
        free.put(stall)

    def one(source: ScenarioSource) -> Proof:
        stall = free.get()
        try:
            return proof.prove_scenario(source, stall, lambda line: tell(source, line), factor=factor)
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
