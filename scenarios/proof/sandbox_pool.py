"""A stall: a place for one sandbox in which proofs are played, kept warm from one scenario to the next where that is safe."""

import secrets
import time

from scenarios.company import Company
from scenarios.sandbox.base import Engine, EngineError, Sandbox, Spec
from scenarios.sandbox.labels import PROOF


class PooledSandbox:
    """Used by one proof at a time. A proof that holds has healed every fault and found nothing left of it, most often on
    containers that were made anew: its sandbox may be used again. After any other it is cleared."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.handle = engine, f"proof-{secrets.token_hex(4)}"
        self.sandbox: Sandbox | None = None
        self.closed = False

    def take(self, company: Company) -> tuple[Sandbox, str]:
        """A healthy sandbox, and whether it is "fresh" or "reused". Raises EngineError."""
        if self.sandbox is not None and self.sandbox.company == company:
            return self.sandbox, "reused"
        self.clear()
        began = {PROOF: f"{time.time():.0f}"}
        sandbox = self.engine.provision(Spec(self.handle, company, self.engine.build(company), labels=began))
        if self.closed:  # meanwhile, by another thread
            self.clear()
            raise EngineError("Nobody wants this proof any more.")
        self.sandbox = sandbox
        return sandbox, "fresh"

    def close(self) -> None:
        """Clear it for good: a proof that is still being played finds its sandbox gone, and ends."""
        self.closed = True
        self.clear()

    def clear(self) -> None:
        """Take the sandbox away. Idempotent. Raises EngineError."""
        self.sandbox = None
        self.engine.teardown(self.handle)
