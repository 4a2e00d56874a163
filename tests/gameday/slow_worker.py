"""A Celery worker for the small company, with faults that can hang: `python -m tests.gameday.slow_worker STEP FILE WORDS…`.

STEP says where a fault hangs for ever: before it is put in, after it, before a heal, or never. Every step writes a line
to FILE.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")

import django

django.setup()

from gameday.celery import app  # noqa: E402
from scenarios import company  # noqa: E402
from scenarios.faults import FAULTS  # noqa: E402
from tests.small_company import small_company  # noqa: E402

KIND = FAULTS["process.kill"]


def slow(step: str, notes: Path) -> None:
    """Make process.kill write down what it does, and hang at that step."""
    inject, heal = KIND.inject, KIND.heal

    def note(what: str) -> None:
        with notes.open("a") as file:
            file.write(f"{what}\n")
        if what == step:
            time.sleep(600)

    def slow_inject(call, recipe):
        note("before")
        inject(call, recipe)
        note("after")

    def slow_heal(call, recipe):
        note("heal")
        heal(call, recipe)

    KIND.inject, KIND.heal = slow_inject, slow_heal


if __name__ == "__main__":
    small = small_company()
    company.load_company = lambda company_id: small
    slow(sys.argv[1], Path(sys.argv[2]))
    app.worker_main(["worker", "--pool", "threads", "--without-gossip", "--without-mingle", *sys.argv[3:]])
