"""A real sandbox that one test leaves to the next. It is compared with its first state, and replaced if it differs."""

import warnings
from dataclasses import dataclass, field

from scenarios.proof import residue
from scenarios.sandbox import EngineError, Spec
from scenarios.sandbox.docker.engine import DockerEngine
from scenarios.sandbox.docker.sandbox import DockerSandbox
from scenarios.waiting import wait_while

SETTLING = 15.0  # seconds until everything must look as before


@dataclass
class WarmSandbox:
    """Holds one sandbox. Call `take` before every test or module that needs a clean one."""

    engine: DockerEngine
    spec: Spec
    sandbox: DockerSandbox | None = None
    new: dict[str, list[str]] = field(default_factory=dict)  # its facts when it was new

    def take(self) -> DockerSandbox:
        """A healthy sandbox without traces of earlier tests."""
        if self.sandbox is not None and (left := wait_while(self._left, within=SETTLING, every=0.5)):
            warnings.warn(f"{self.spec.handle} is replaced, tests left this in it: {left}", stacklevel=2)
            self.clear()
        if self.sandbox is None:
            self.sandbox = self.engine.provision(self.spec)
            self.new = residue.take_snapshot(self.sandbox)
        return self.sandbox

    def _left(self) -> str:
        assert self.sandbox is not None
        try:
            return "; ".join(residue.residue_difference(self.new, residue.take_snapshot(self.sandbox)))
        except EngineError as error:  # a container is stopped or gone
            return str(error)

    def clear(self) -> None:
        """Remove it."""
        self.sandbox = None
        self.engine.teardown(self.spec.handle)
