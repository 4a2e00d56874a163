"""Sizes: how a team shares its budget of CPU and memory between its services. The sandbox's row holds them.

A fault may cut the limits in the container, never the row: healing and every new container restore the team's size.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.background import engine_queue
from gameday.console import services
from gameday.console.services import ConsoleVerb
from gameday.models import Player, Sandbox
from gameday.sandboxes import provisioning
from gameday.sandboxes.hosts import TROUBLE
from scenarios import company
from scenarios.refusal import Refused
from scenarios.sandbox import EngineError, Limits

LEAST_CPUS = 0.1
LEAST_SHARE = 0.5  # of the memory that a role starts with; with less it hardly starts


@dataclass(frozen=True)
class SizeBudget:
    """A team's budget, and how much of it services have."""

    cpus: float
    memory_mb: int
    given_cpus: float
    given_memory_mb: int

    @property
    def left_cpus(self) -> float:
        return round(self.cpus - self.given_cpus, 2)

    @property
    def left_memory_mb(self) -> int:
        return self.memory_mb - self.given_memory_mb


def size_of(row: Sandbox) -> dict[str, Limits]:
    """Role -> its size: what the team gave it, or what the company describes."""
    start = {name: Limits(role.cpus, role.memory_mb) for name, role in company.load_company(row.company).roles.items()}
    return start | {role: Limits(**size) for role, size in row.sizes.items() if role in start}


def size_budget(row: Sandbox) -> SizeBudget:
    """The team's budget, and how much of it is given to services."""
    most, given = company.load_company(row.company).most, size_of(row).values()
    return SizeBudget(
        most.cpus, most.memory_mb, round(sum(one.cpus for one in given), 2), sum(one.memory_mb for one in given)
    )


def resize_service(player: Player, role: str, wanted: Limits, *, now: datetime) -> None:
    """Give a service another size within the budget. Raises SeatRefused, Refused, EngineError; then nothing changed."""
    row = services.sandbox_to_act_on(player, role, ConsoleVerb.RESIZE)
    _check(row, role, wanted)
    with services.hold_service(row, role, ConsoleVerb.RESIZE, player, now):
        found = provisioning.driver_of(row)
        before, after = row.sizes, row.sizes | {role: {"cpus": wanted.cpus, "memory_mb": wanted.memory_mb}}
        if Sandbox.objects.filter(pk=row.pk, sizes=before).update(sizes=after) != 1:
            raise Refused(_("A team mate has changed the sizes just now. Look again; nothing was changed."))
        try:
            found.limit(role, cpus=wanted.cpus, memory_mb=wanted.memory_mb)
        except TROUBLE as error:
            Sandbox.objects.filter(pk=row.pk, sizes=after).update(sizes=before)
            raise EngineError(str(error)) from error
        text, size = _lazy("{player} resizes {role} to {cpus} CPU and {memory} MiB"), f"{wanted.cpus:g}"
        old = size_of(row)[role]
        change = f"{old.cpus:g} CPU, {old.memory_mb} MiB -> {wanted.cpus:g} CPU, {wanted.memory_mb} MiB"
        services.record_console_act(
            row, role, ConsoleVerb.RESIZE, player, text, now, detail=change, cpus=size, memory=wanted.memory_mb
        )
    engine_queue.send_to_engine("detect", row.pk, row.host)


def _check(row: Sandbox, role: str, wanted: Limits) -> None:
    """Raises Refused."""
    described, now_, left = company.load_company(row.company).roles[role], size_of(row)[role], size_budget(row)
    least = int(described.memory_mb * LEAST_SHARE)
    if not wanted.cpus >= LEAST_CPUS or wanted.memory_mb < least:  # `not … >=` also refuses NaN
        raise Refused(
            _("“{role}” needs at least {cpus} CPU and {memory} MiB. Nothing was changed.").format(
                role=role, cpus=LEAST_CPUS, memory=least
            )
        )
    cpus, memory = now_.cpus + left.left_cpus, now_.memory_mb + left.left_memory_mb
    if wanted.cpus > cpus + 0.001 or wanted.memory_mb > memory:
        raise Refused(
            _(
                "The budget has {cpus} CPU and {memory} MiB for “{role}” at most. Take something from another service first; "
                "nothing was changed."
            ).format(role=role, cpus=f"{cpus:g}", memory=memory)
        )
