"""A team's workbench. Each order starts one Python process in the container, which prints one answer and ends."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gameday.models import Player, Sandbox
from gameday.models.choices import SandboxState
from gameday.sandboxes import hosts, provisioning
from gameday.workshop.inside.git_commands import OrderRefused
from scenarios.choices import ContainerStatus

WORKBENCH_ROLE = "workbench"
INSIDE_MODULES = ("git_commands", "files", "pipeline", "pytest_run", "history", "documents", "orders")
INSIDE_PACKAGE = "gameday.workshop.inside"
INSIDE_SOURCES = {
    f"{INSIDE_PACKAGE}.{name}": (Path(__file__).parent / "inside" / f"{name}.py").read_text() for name in INSIDE_MODULES
}
ORDER_SECONDS = 60.0
TIMED_OUT = (124, 137)  # exit codes of `timeout` and of a killed process
# The program that runs in the container: it reads the modules of INSIDE_PACKAGE and the order from standard input.
BOOTSTRAP = """
import json, sys, types
order = json.load(sys.stdin)
for name in ("gameday", "gameday.workshop", "gameday.workshop.inside"):
    sys.modules[name] = types.ModuleType(name)
for name, source in order.pop("modules").items():
    module = sys.modules[name] = types.ModuleType(name)
    setattr(sys.modules[name.rpartition(".")[0]], name.rpartition(".")[2], module)
    exec(compile(source, name, "exec"), module.__dict__)
print(module.answer(order))
"""


class BenchAway(Exception):
    """The workbench cannot be used now. `code` says why, `said` is the engine's message."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(code)
        self.code, self.said = code, said


@dataclass(frozen=True)
class Workbench:
    """One repository of a team's workbench, used by one player."""

    player: Player
    row: Sandbox | None
    repository: str

    def order(self, verb: str, **arguments: Any) -> dict[str, Any]:
        """Carry out an order in the container and return its answer. Raises OrderRefused and BenchAway."""
        if self.row is None or self.row.state != SandboxState.READY:
            raise BenchAway(self.row.state if self.row else "none", self.row.problem if self.row else "")
        told = _send(self.row, self.player, {"verb": verb, "repository": self.repository, "arguments": arguments})
        if "refused" in told:
            raise OrderRefused(told.pop("refused"), **told)
        return told


def _send(row: Sandbox, player: Player, wire: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps({"modules": INSIDE_SOURCES, **wire}).encode()
    try:
        driver = provisioning.driver_of(row)
        done = driver.exec(
            WORKBENCH_ROLE,
            ["python3", "-c", BOOTSTRAP],
            user=driver.company.roles[WORKBENCH_ROLE].shell_user,
            stdin=text,
            timeout=ORDER_SECONDS,
            env=git_identity(player),
        )
    except hosts.TROUBLE as error:
        raise BenchAway(_status(row), str(error)) from error
    if not done.ok:
        raise BenchAway("slow" if done.exit_code in TIMED_OUT else _status(row), done.text[-400:])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def git_identity(player: Player) -> dict[str, str]:
    """Environment variables that make the player the author of git's commits."""
    name = re.sub(r"[<>\n\r\0]", "", player.name).strip(" .,:;\"'") or f"Player {player.pk}"
    address = re.sub(r"[^a-z0-9]+", ".", name.lower()).strip(".") or f"player{player.pk}"
    both = {"NAME": name, "EMAIL": f"{address}@unicorn.example"}
    return {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in both.items()}


def _status(row: Sandbox) -> str:
    """Why there was no answer: the container's status, `engine` if the engine is away, else `failed`."""
    try:
        status = provisioning.driver_of(row).states()[WORKBENCH_ROLE].status
    except hosts.TROUBLE:
        return "engine"
    return status if status != ContainerStatus.RUNNING else "failed"
