"""manage.py reap: remove containers and networks that belong to no row, and heal faults of incidents that are over."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from gameday.incidents import healing
from gameday.models import Host, Injection
from gameday.models.choices import InjectionState
from gameday.sandboxes import hosts, provisioning
from gameday.sandboxes.hosts import TROUBLE
from scenarios.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Removes sandboxes of this installation that nothing in the database stands for, and heals orphaned faults."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for a program to read")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        hosts.local_host()
        removed = [handle for host in Host.objects.all() for handle in _reap(host, now)]
        healed, left = _heal(now)
        if options["json"]:
            self.stdout.write(json.dumps({"removed": removed, "healed": healed, "left": left}))
        else:
            self.stdout.write(f"Removed {len(removed)} sandboxes{': ' + ', '.join(removed) if removed else ''}.")
            self.stdout.write(f"Healed {len(healed)} faults{': ' + ', '.join(healed) if healed else ''}.")
        if left:
            raise CommandError(f"Could not be healed: {'; '.join(left)}. The clock tries again.")


def _reap(host: Host, now: datetime) -> list[str]:
    try:
        return provisioning.reap_orphans(host, now)
    except TROUBLE as error:
        raise CommandError(f"Host {host}: {error}") from error


def _heal(now: datetime) -> tuple[list[str], list[str]]:
    """Heal, without a worker, every fault that is orphaned, overdue or already being healed: (healed, left)."""
    healing.heal_orphaned_faults(now)
    healing.heal_overdue_faults(now)
    rows = Injection.objects.filter(state=InjectionState.HEALING).select_related(
        "sandbox__host", "sandbox__team__gameday", "incident__gameday", "incident__team", "incident__scenario"
    )
    done = [(f"{row.kind} on {row.target} of {row.incident.team}", healing.heal_injection(row, now)) for row in rows]
    return [name for name, out in done if out], [name for name, out in done if not out]
