"""What a sandbox has written to its host's disk, held against what its company may, and which service is to be frozen."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Sandbox
from scenarios import company
from scenarios.company import Company
from scenarios.sandbox import Written

GRACE = 1 / 8  # of the bound: what may be written after a service was thawed, so that its team can make room
MOST_GRACES = 5  # then it stays frozen
REAL_GROWTH = 1 / 32  # of the bound: who has written less since the look before is not the one who floods

WROTE_MB = _lazy("your company has written {used} MB to the disk that all teams share, and {bound} MB is its part.")
WROTE_FILES = _lazy("it holds {used} files on the disk that all teams share, and {bound} is its part.")
FROZEN = _lazy(
    "The service “{title}” was frozen: {why} Nothing was removed. The Ops seat thaws it in the console; then end what "
    "writes, and delete what you do not need (`du -xm / | sort -n | tail` shows what is large). If it goes on writing, "
    "it is frozen again."
)
STAYS_FROZEN = _lazy(
    "The service “{title}” was frozen once more: {why} This was the last time that thawing it helps. A reset in the "
    "console makes it anew, without what is in it now; or a facilitator rebuilds the sandbox."
)
NOTICE = _lazy("Has written {mb} of {bound} MB to the disk; frozen for that: {titles}")


@dataclass(frozen=True)
class DiskUse:
    """What the services of a sandbox have written, and what was done about it. Kept in the row as JSON."""

    mb: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)  # as last counted
    frozen: list[str] = field(default_factory=list)  # roles that were frozen since it was last within its bound
    allowed: float = 1.0  # how much of the bound may be used before something is frozen
    times: int = 0  # that something was frozen

    def load(self, bound: Company) -> float:
        """How much of the bound is used: above 1.0 it is too much."""
        return max(sum(self.mb.values()) / bound.disk_mb, max(self.files.values(), default=0) / bound.files)

    def part(self, role: str, bound: Company) -> float:
        """What one role uses of the bound."""
        return self.mb.get(role, 0) / bound.disk_mb + self.files.get(role, 0) / bound.files


def disk_use(row: Sandbox) -> DiskUse:
    """What was found at the last look."""
    return DiskUse(**row.disk)


def save_disk_use(row: Sandbox, use: DiskUse) -> None:
    """Write it into the row."""
    row.disk = asdict(use)
    Sandbox.objects.filter(pk=row.pk).update(disk=row.disk)


def look_again(before: DiskUse, wrote: Mapping[str, Written], bound: Company) -> DiskUse:
    """What is known after another look. Within the bound, all that was done about it is forgotten."""
    files = {role: one.files or before.files.get(role, 0) for role, one in wrote.items()}
    now = replace(before, mb={role: one.mb for role, one in wrote.items()}, files=files)
    return now if now.load(bound) > 1.0 else DiskUse(now.mb, now.files)


def find_writer(before: DiskUse, now: DiskUse, bound: Company) -> str:
    """The role that writes too much: the one that has grown most since, or else the largest. "" while all is well."""
    if now.load(bound) <= now.allowed:
        return ""
    grown = {role: now.part(role, bound) - before.part(role, bound) for role in now.mb}
    fastest = max(grown, key=lambda role: grown[role])
    return fastest if grown[fastest] >= REAL_GROWTH else max(now.mb, key=lambda role: now.part(role, bound))


def after_freezing(use: DiskUse, role: str, bound: Company) -> DiskUse:
    """What is allowed after that role was frozen: a little more a few times, then no more."""
    allowed = use.load(bound) + GRACE if use.times < MOST_GRACES else use.allowed
    return replace(use, frozen=sorted({*use.frozen, role}), allowed=allowed, times=use.times + 1)


def told_to_team(use: DiskUse, role: str, bound: Company) -> Promise:
    """What its team reads when a role was frozen."""
    mb, files = sum(use.mb.values()), use.files.get(role, 0)
    by_files = files / bound.files > mb / bound.disk_mb
    why = (
        format_lazy(WROTE_FILES, used=files, bound=bound.files)
        if by_files
        else format_lazy(WROTE_MB, used=mb, bound=bound.disk_mb)
    )
    return format_lazy(FROZEN if use.times <= MOST_GRACES else STAYS_FROZEN, title=bound.roles[role].title, why=why)


def notice(row: Sandbox) -> str:
    """What facilitators read beside a sandbox in which something was frozen for its writing; else ""."""
    use = disk_use(row)
    if not use.frozen:
        return ""
    bound = company.load_company(row.company)
    titles = ", ".join(bound.roles[role].title for role in use.frozen)
    return str(format_lazy(NOTICE, mb=sum(use.mb.values()), bound=bound.disk_mb, titles=titles))
