"""Killed at any moment: a random process is killed at a random step of a fault; what is left, lost or doubled?"""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.parts import HOME
from bench.report import CannotRun, Row

ROUNDS, QUICK_ROUNDS = 50, 8  # eight kill everything once


def run(quick: bool) -> Iterator[Row]:
    """Fifty rounds: no fault is left ten seconds after its deadline, and nothing is lost or doubled."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    words = [sys.executable, "-m", "tests.killed.killed_anywhere", "--rounds", str(rounds)]
    done = subprocess.run(words, cwd=HOME, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotRun("The rounds did not come to their end; above stands the seed, with which they can be repeated.")
    found = json.loads(done.stdout)
    last = max(found["rounds"], key=lambda each: each["late"])
    how = f"{last['victim']} killed at {last['step']}; {rounds} rounds, seed {found['seed']}"
    yield Row("the last fault out after its deadline", last["late"], "s", 10, how)
    yield Row("faults left", found["faults_left"], "", 0)
    yield Row("faults put in twice", found["applied_twice"], "", 0)
    yield Row("readings not paid exactly once", found["unpaid"], "", 0, f"of {found['entries']} lines in the ledger")
    yield Row("what `ledger verify` finds", len(found["wrong"]) + found["rebuilt_differently"], "", 0)
