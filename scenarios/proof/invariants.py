"""The data that a company must not lose: its invariants are read before the faults, and compared after the solution."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from scenarios.choices import Keeps
from scenarios.company import CompanyInvariant
from scenarios.sandbox.base import EngineError, Sandbox

SECONDS = 60.0  # a machine may be busy with other proofs
TOLD = 3  # how many lines of an invariant are shown at most

Invariants = dict[str, list[str]]  # id of the invariant -> the lines that its command says


def read_invariants(sandbox: Sandbox, without: Collection[str] = ()) -> Invariants:
    """What every invariant says now, except those of `without`. Raises EngineError where one cannot be read."""
    wanted = [invariant for invariant in sandbox.company.invariants if invariant.id not in without]
    if not wanted:
        return {}
    with ThreadPoolExecutor(len(wanted)) as threads:
        found = threads.map(lambda invariant: _read(sandbox, invariant), wanted)
        return {invariant.id: lines for invariant, lines in zip(wanted, found, strict=True)}


def _read(sandbox: Sandbox, invariant: CompanyInvariant) -> list[str]:
    done = sandbox.exec(invariant.role, ["bash", "-c", invariant.run], timeout=SECONDS)
    lines = done.stdout.decode(errors="replace").split("\n")
    said = [line.strip() for line in lines if line.strip()]
    if not done.ok or (invariant.keeps == Keeps.NUMBER and not (len(said) == 1 and said[0].isdecimal())):
        why = " ".join(done.text.split())[-300:] or f"exit code {done.exit_code}"
        raise EngineError(f"invariant {invariant.id} ({invariant.title}) cannot be read on {invariant.role}: {why}")
    return said


def lost_data(sandbox: Sandbox, before: Invariants) -> list[str]:
    """One sentence for each invariant of `before` that does not hold any more. Raises EngineError."""
    kinds = {invariant.id: invariant for invariant in sandbox.company.invariants}
    now = read_invariants(sandbox, without=kinds.keys() - before.keys())
    return [
        f"{key} ({kinds[key].title}): {lost}" for key, was in before.items() if (lost := _lost(kinds[key], was, now[key]))
    ]


def _lost(invariant: CompanyInvariant, was: list[str], now: list[str]) -> str:
    """What is gone; empty if nothing is."""
    if invariant.keeps == Keeps.NUMBER:
        return f"{was[0]} before, {now[0]} after" if int(now[0]) < int(was[0]) else ""
    gone = [line for line in was if line not in set(now)]
    if not gone:
        return ""
    shown = ", ".join(f"“{line}”" for line in gone[:TOLD])
    more = f" and {len(gone) - TOLD} more" if len(gone) > TOLD else ""
    return f"gone or changed {'is' if len(gone) == 1 else 'are'} {shown}{more}"
