"""What is left on a host's machine of what all sandboxes share: disk, inodes, connections. Said long before it is used up."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from gameday.models import Host
from scenarios.sandbox import Room

RENEWED = timedelta(minutes=1)  # a host on which nothing is played is measured again after that time
CURRENT = timedelta(minutes=5)  # a measurement is believed that long
GIB = 1024  # MiB
LEAST_FREE_MB = 5 * GIB  # below that nothing is launched
ALARM_MB = (LEAST_FREE_MB, 20 * GIB)  # a tenth of the disk, but at least and at most so much
SANDBOX_MB = 256  # what one takes in a game in which nobody floods the disk
LEAST_FREE_INODES = 100_000
ALARM_INODES = 0.1  # of all inodes
ALARM_CONNECTIONS = 0.75  # of the kernel's table


class Scarce(TextChoices):
    """What may run short."""

    DISK = "disk"
    INODES = "inodes"
    CONNECTIONS = "connections"


def set_room(host: Host, room: Room, now: datetime) -> None:
    """Put what was measured into the row; the caller saves it."""
    host.room, host.room_at = asdict(room), now


def is_stale(host: Host, now: datetime) -> bool:
    """Whether it is time to measure again."""
    return host.room_at is None or abs(now - host.room_at) > RENEWED


def room_of(host: Host, now: datetime) -> Room | None:
    """What was measured lately."""
    if not host.room or host.room_at is None or abs(now - host.room_at) > CURRENT:
        return None
    return Room(**host.room)


def is_full(host: Host, now: datetime) -> bool:
    """Whether so little of its disk is free that others take new sandboxes first."""
    measured = room_of(host, now)
    return measured is not None and measured.free_mb < LEAST_FREE_MB


def shortages(room: Room) -> dict[Scarce, str]:
    """What runs short, with the numbers and what to do."""
    found: dict[Scarce, str] = {}
    if room.free_mb < min(max(room.disk_mb / 10, ALARM_MB[0]), ALARM_MB[1]):
        found[Scarce.DISK] = _(
            "only {free:.1f} of {all:.0f} GB of the disk are free. When it is full, everything on it stops, Gameday's "
            "database too. Remove sandboxes of days that are over (`manage.py reap`) and what else is not needed."
        ).format(free=room.free_mb / GIB, all=room.disk_mb / GIB)
    if room.free_inodes < room.inodes * ALARM_INODES:
        found[Scarce.INODES] = _(
            "only {free} of {all} inodes are free, so soon no file can be made although there is space. Look for folders "
            "with very many small files."
        ).format(free=room.free_inodes, all=room.inodes)
    if room.most_connections and room.connections > room.most_connections * ALARM_CONNECTIONS:
        found[Scarce.CONNECTIONS] = _(
            "{used} of {all} connections that the kernel can track are in use. When none is left, nobody gets through. "
            "Raise net.netfilter.nf_conntrack_max, and look which sandbox opens so many."
        ).format(used=room.connections, all=room.most_connections)
    return found


def host_shortages(now: datetime) -> list[str]:
    """What runs short on the hosts in use, a sentence each."""
    return [line for host in Host.objects.filter(enabled=True) for line in _shortages_of(host, now)]


def _shortages_of(host: Host, now: datetime) -> Iterator[str]:
    measured = room_of(host, now)
    for text in shortages(measured).values() if measured else ():
        yield shortage_sentence(host, text)


def shortage_sentence(host: Host, text: str) -> str:
    """A shortage with the name of its host."""
    return _("Host {host}: {shortage}").format(host=host, shortage=text)


def launch_problems(shares: Mapping[Host, int], now: datetime) -> Iterator[str]:
    """Why these hosts have too little disk for so many more sandboxes each, a sentence each."""
    for host, sandboxes in shares.items():
        needed = LEAST_FREE_MB + SANDBOX_MB * sandboxes
        measured = room_of(host, now)
        if measured and measured.free_mb < needed:
            yield _(
                "Host {host}: {free:.1f} GB of its disk are free, and {needed:.1f} GB are needed. Make room, or switch it off."
            ).format(host=host, free=measured.free_mb / GIB, needed=needed / GIB)
        if measured and measured.inodes and measured.free_inodes < LEAST_FREE_INODES:
            yield _(
                "Host {host}: {free} inodes of its disk are free, and {needed} are needed. Remove small files, or switch it off."
            ).format(host=host, free=measured.free_inodes, needed=LEAST_FREE_INODES)
