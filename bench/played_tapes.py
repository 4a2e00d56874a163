"""Recordings of the terminals of a made-up day: what a shell shows while somebody looks for a fault, as asciicast v2."""

import json
import random
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from gameday.models import Player, Recording, RecordingPart, Sandbox

PART = 100  # events
VARIANTS = 6  # different recordings; the others are copies, as their bytes matter here and not their words
COMMANDS = {
    "sv status /run/service/*": "run: storefront: (pid 41) 812s; run: log: (pid 40) 812s\r\n"
    "\x1b[31mdown: worker: 3s\x1b[0m, normally up\r\n",
    "tail -n 20 /var/log/storefront.log": "\x1b[33mWARNING\x1b[0m slow answer of db: 4031 ms\r\n\x1b[31mERROR\x1b[0m booking failed\r\n"
    * 10,
    "psql -c 'select count(*) from bookings'": " count\r\n-------\r\n 40213\r\n(1 row)\r\n\r\n",
    "ping -c 3 cache": "64 bytes from cache: icmp_seq=1 ttl=64 time=0.08 ms\r\n" * 3,
    "git log --oneline | head": "\x1b[33m4c5809e\x1b[m Hay is counted by the bale\r\n" * 8,
    "df -h": "Filesystem  Size  Used Avail Use% Mounted on\r\noverlay      40G   31G  9.1G  78% /\r\n" * 3,
    "top -b -n 1 | head -30": "\x1b[7m  PID USER  %CPU %MEM COMMAND\x1b[m\r\n"
    + "   41 horse  12.0  3.1 gunicorn: worker\r\n" * 24,
}


def make_recordings(shells: list[tuple[Player, Sandbox, str, datetime, timedelta]], seed: int) -> None:
    """A recording for each (who, where, service, since when, how long)."""
    bodies = [_parts(random.Random(seed + number)) for number in range(VARIANTS)]
    rows = Recording.objects.bulk_create(
        Recording(
            team_id=sandbox.team_id,
            sandbox=sandbox,
            service=service,
            shell=f"tape-{sandbox.pk}-{number}",
            player=player,
            name=player.name,
            seat=player.role,
            started_at=since,
            ended_at=since + lasts,
            columns=100,
            rows=30,
            kept_bytes=sum(map(len, bodies[number % VARIANTS])),
        )
        for number, (player, sandbox, service, since, lasts) in enumerate(shells)
    )
    parts = (
        RecordingPart(recording=row, position=position, events=part)
        for number, row in enumerate(rows)
        for position, part in enumerate(bodies[number % VARIANTS])
    )
    RecordingPart.objects.bulk_create(parts, batch_size=500)


def _parts(chance: random.Random, seconds: float = 300) -> list[bytes]:
    events = list(_events(chance, seconds))
    texts = (events[first : first + PART] for first in range(0, len(events), PART))
    return [zlib.compress("".join(json.dumps(event) + "\n" for event in text).encode()) for text in texts]


def _events(chance: random.Random, seconds: float) -> Iterator[tuple[float, str, str]]:
    """Commands typed key by key, what they answer, and pauses for thought."""
    moment, prompt = 0.5, "\x1b[32mhorse@storefront\x1b[0m:~$ "
    yield moment, "o", prompt
    while moment < seconds:
        command = chance.choice(list(COMMANDS))
        for key in command:
            moment += chance.uniform(0.05, 0.3)
            yield round(moment, 3), "o", key
        moment += chance.uniform(0.1, 1.5)
        yield round(moment, 3), "o", "\r\n" + COMMANDS[command] + prompt
        moment += chance.uniform(2, 25)
