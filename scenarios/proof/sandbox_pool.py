"""Holds one sandbox for proofs, and keeps it for the next scenario where that is safe."""

import secrets
import time

from scenarios.company import Company
from scenarios.sandbox.base import Engine, EngineError, SandboxDriver, Spec
from scenarios.sandbox.labels import PROOF


class PooledSandbox:
    """For one proof at a time. Only after a proof that held, which leaves nothing behind, is the sandbox used again."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.handle = engine, f"proof-{secrets.token_hex(4)}"
        self.sandbox: SandboxDriver | None = None
        self.closed = False

    def take(self, company: Company) -> tuple[SandboxDriver, str]:
        """A healthy sandbox, and whether it is "fresh" or "reused". Raises EngineError."""
        if self.sandbox is not None and self.sandbox.company == company:
            return self.sandbox, "reused"
        self.clear()
        began = {PROOF: f"{time.time():.0f}"}
        sandbox = self.engine.provision(Spec(self.handle, company, self.engine.build(company), labels=began))
        if self.closed:  # by another thread, while the sandbox was built
            self.clear()
            raise EngineError("Nobody wants this proof any more.")
        self.sandbox = sandbox
        return sandbox, "fresh"

    def close(self) -> None:
        """Remove the sandbox for good. A proof that still runs in it finds it gone, and ends."""
        self.closed = True
        self.clear()

    def clear(self) -> None:
        """Remove the sandbox. Idempotent. Raises EngineError."""
        self.sandbox = None
        self.engine.teardown(self.handle)
