"""A stall: a place for one sandbox in which proofs are played, kept warm from one scenario to the next where that is safe."""

import secrets

from scenarios.company import Company
from scenarios.sandbox.base import Engine, Sandbox, Spec


class Stall:
    """Used by one proof at a time. A proof that holds has healed every fault and found nothing left of it, most often on
    containers that were made anew: its sandbox may be used again. After any other it is cleared."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.handle = engine, f"proof-{secrets.token_hex(4)}"
        self.sandbox: Sandbox | None = None

    def take(self, company: Company) -> tuple[Sandbox, str]:
        """A healthy sandbox, and whether it is "fresh" or "reused". Raises EngineError."""
        if self.sandbox is not None and self.sandbox.company == company:
            return self.sandbox, "reused"
        self.clear()
        self.sandbox = self.engine.provision(Spec(self.handle, company, self.engine.build(company)))
        return self.sandbox, "fresh"

    def clear(self) -> None:
        """Take the sandbox away. Idempotent. Raises EngineError."""
        self.sandbox = None
        self.engine.teardown(self.handle)
