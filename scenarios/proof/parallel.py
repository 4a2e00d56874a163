"""Runs many proofs, several at the same time."""

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

SHARE = 0.75  # the share of the engine's memory that proofs may use

Tell = Callable[[ScenarioSource, ProofLine], None]


def proofs_at_once(engine: Engine, companies: Sequence[Company]) -> int:
    """How many proofs to run at the same time: cores + 1, since each one often waits, or what fits into memory."""
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
    """Yields each proof when it is finished. If the caller stops early (Ctrl-C), all sandboxes are still removed."""
    engine.capabilities()  # starts the agent, which all proofs share, before several try to do so at the same time
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
            with suppress(EngineError):  # nothing can be removed while the engine is away
                stall.close()
        threads.shutdown()
