"""manage.py doctor: is everything here that a game day needs? Each line says fine, or what to do."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from gameday.operations import doctor
from scenarios.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Says of the engine, the kernel, disk, memory, database, Redis, workers and clock: fine, or what to do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = []
        for finding in doctor.examine_machine():
            findings.append(finding)
            if not options["json"]:
                self.stdout.write(self._line(finding))
        if options["json"]:
            healthy = doctor.all_needed_fine(findings)
            self.stdout.write(json.dumps({"healthy": healthy, "findings": [asdict(finding) for finding in findings]}))
        if not doctor.all_needed_fine(findings):
            sys.exit(1)

    def _line(self, finding: doctor.DoctorFinding) -> str:
        word = "fine" if finding.fine else "MISSING" if finding.needed else "note"
        return f"{word:<8} {finding.what:<20} {finding.text}"
