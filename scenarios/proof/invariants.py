"""The data that a company must not lose: its invariants are read before the faults, and compared after the solution."""

import re
import secrets
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from scenarios.choices import Keeps
from scenarios.company import CompanyInvariant
from scenarios.sandbox.base import EngineError, SandboxDriver

SECONDS = 60.0  # a machine may be busy with other proofs
TOLD = 3  # how many lines of an invariant are shown at most

Invariants = dict[str, list[str]]  # id of the invariant -> the lines that its command says


def read_invariants(sandbox: SandboxDriver, without: Collection[str] = ()) -> Invariants:
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


def lost_data(sandbox: SandboxDriver, before: Invariants) -> list[str]:
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


def _read_all(sandbox: SandboxDriver, invariants: list[CompanyInvariant]) -> dict[str, _Said]:
    """One command for each role, because every command in a container costs the host some time."""
    by_role: dict[str, list[CompanyInvariant]] = {}
    for invariant in invariants:
        by_role.setdefault(invariant.role, []).append(invariant)
    found: dict[str, _Said] = {}
    with ThreadPoolExecutor(max(1, len(by_role))) as threads:
        for said in threads.map(lambda role: _read_role(sandbox, role, by_role[role]), by_role):
            found |= said
    return found


def _read_role(sandbox: SandboxDriver, role: str, invariants: list[CompanyInvariant]) -> dict[str, _Said]:
    """Run the commands one after the other. After each one's output stands a line with `end` and its exit code."""
    end = f"end-{secrets.token_hex(8)}"
    script = "\n".join(f"( {invariant.run}\n); code=$?; echo; echo {end} $code" for invariant in invariants)
    done = sandbox.exec(role, ["bash", "-c", script], timeout=SECONDS)
    *parts, _ = re.split(rf"^{end} (\d+)$", done.stdout.decode(errors="replace"), flags=re.MULTILINE)
    parts += ["", "no answer in time"] * (len(invariants) - len(parts) // 2)
    why = " ".join(done.stderr.decode(errors="replace").split())[-300:]
    return {
        invariant.id: _said(invariant, parts[2 * number], parts[2 * number + 1], why)
        for number, invariant in enumerate(invariants)
    }


def _said(invariant: CompanyInvariant, output: str, code: str, why: str) -> _Said:
    lines = [line.strip() for line in output.split("\n") if line.strip()]
    if code != "0" or (invariant.keeps == Keeps.NUMBER and not (len(lines) == 1 and lines[0].isdecimal())):
        return _Said([], f"{invariant.role} cannot tell: {why or ' '.join(lines)[-300:] or code}")
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
