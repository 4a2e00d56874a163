"""The data that a company must not lose: its invariants are read before the faults, and compared after the solution."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scenarios.choices import Keeps
from scenarios.company import CompanyInvariant
from scenarios.sandbox.base import EngineError, Sandbox

SECONDS = 60.0  # a machine may be busy with other proofs
TOLD = 3  # how many lines of an invariant are shown at most

Invariants = dict[str, list[str]]  # id of the invariant -> the lines that its command says


def read_invariants(sandbox: Sandbox, without: Collection[str] = ()) -> Invariants:
    """What every invariant says now, except those of `without`. Raises EngineError where one cannot be read."""
    wanted = [invariant for invariant in sandbox.company.invariants if invariant.id not in without]
    found = _read_all(sandbox, wanted)
    if wrong := [
        f"invariant {invariant.id} ({invariant.title}): {found[invariant.id].why}"
        for invariant in wanted
        if found[invariant.id].why
    ]:
        raise EngineError("; ".join(wrong))
    return {key: said.lines for key, said in found.items()}


def lost_data(sandbox: Sandbox, before: Invariants) -> list[str]:
    """One sentence for each invariant of `before` that does not hold any more. Raises EngineError."""
    looked_at = [invariant for invariant in sandbox.company.invariants if invariant.id in before]
    now = _read_all(sandbox, looked_at)
    return [
        f"{invariant.id} ({invariant.title}): {lost}"
        for invariant in looked_at
        if (lost := now[invariant.id].why or _lost(invariant, before[invariant.id], now[invariant.id].lines))
    ]


@dataclass(frozen=True)
class _Said:
    lines: list[str]
    why: str = ""  # why there are none, although there should be


def _read_all(sandbox: Sandbox, invariants: list[CompanyInvariant]) -> dict[str, _Said]:
    if not invariants:
        return {}
    with ThreadPoolExecutor(len(invariants)) as threads:
        found = threads.map(lambda invariant: _read(sandbox, invariant), invariants)
        return {invariant.id: said for invariant, said in zip(invariants, found, strict=True)}


def _read(sandbox: Sandbox, invariant: CompanyInvariant) -> _Said:
    done = sandbox.exec(invariant.role, ["bash", "-c", invariant.run], timeout=SECONDS)
    lines = [line.strip() for line in done.stdout.decode(errors="replace").split("\n") if line.strip()]
    if not done.ok or (invariant.keeps == Keeps.NUMBER and not (len(lines) == 1 and lines[0].isdecimal())):
        said = " ".join(done.text.split())[-300:] or f"exit code {done.exit_code}"
        return _Said([], f"{invariant.role} cannot tell: {said}")
    return _Said(lines)


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
