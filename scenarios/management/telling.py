"""What `manage.py scenario` prints: rows and tables of scenarios and proofs."""

from pathlib import Path
from typing import Any

from scenarios.models import Scenario
from scenarios.proof import record as proof_record
from scenarios.proof.code_digest import Code
from scenarios.proof.proof import Proof, ProofLine
from scenarios.publishing import ScenarioSource


def described(source: ScenarioSource, code: Code) -> dict[str, Any]:
    """A row of `scenario list`: the scenario on the disk, whether it is published, and its proof."""
    asked = source.document
    row = Scenario.objects.filter(slug=asked.id, version=asked.version).first()
    state = (
        "not published"
        if row is None
        else "published"
        if row.digest == source.digest
        else "changed since it was published"
    )
    return {
        "slug": asked.id,
        "version": asked.version,
        "title": asked.title,
        "category": asked.category,
        "difficulty": asked.difficulty,
        "minutes": round(asked.estimate / 60),
        "folder": str(source.folder),
        "state": state,
        "proved_at": row.proved_at.isoformat(timespec="minutes") if row and row.proved_at else None,
        "record": recorded(source, code),
    }


def recorded(source: ScenarioSource, code: Code) -> str:
    """When and where the recorded proof held, or why the record does not count any more."""
    why = proof_record.why_stale(source, code)
    return f"record: {why}" if why else f"proven {proof_record.read_record(source.folder)}"


def laid(folder: Path, known: bool) -> list[str]:
    """What to do next with a new folder."""
    lines = [
        f"{folder} holds a scenario that works. Change it bit by bit:",
        f"    manage.py scenario lint {folder}",
        f"    manage.py scenario prove {folder} --watch",
    ]
    if not known:
        lines.append(f"To play it, write GAMEDAY_SCENARIO_FOLDERS={folder.parent.resolve()} into .env, and publish it.")
    return lines


def line(scenario: str, line: ProofLine) -> str:
    """One finished step of a proof."""
    verdict = "holds" if line.holds else "FAILS"
    return f"{scenario:<22} {line.seconds:6.1f} s  {verdict}  {line.step}: {line.said}"


def proofs(proofs: list[Proof], factor: float, threads: int, seconds: float) -> list[str]:
    """The table of all proofs at the end."""
    lines = ["", f"{'scenario':<22} {'steps':>5} {'seconds':>8}  {'sandbox':<8} verdict"]
    lines += [
        f"{found.scenario:<22} {len(found.lines):>5} {found.seconds:>8.1f}  {found.sandbox:<8} "
        f"{'holds' if found.holds else 'does not hold'}"
        for found in proofs
    ]
    return [
        *lines,
        f"{len(proofs)} in {seconds:.0f} s, {threads} at a time. A sandbox is reused where the proof before has left nothing.",
        f"Before each try the faults were healed and put in anew; `ok_for` was waited {factor:g} times.",
    ]
