"""Planning: a new game day's teams and rounds from a few numbers, so that nobody types eight names and twelve times."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count, islice

from django.db.models import Max

from gameday.models import GameDay, Round, Team
from gameday.names import name_key
from scenarios.models import Scenario

# The order is the order of the board's colours.
TEAMS = (
    ("Gilded Hooves", "🦄", "#7c3aed", "We read the manual. Then we ride it."),
    ("The Sparkle Ops", "✨", "#0f8b80", "Glitter is a monitoring colour."),
    ("Stable Genius", "🐴", "#d97706", "Ninety-nine point hay per cent."),
    ("Neigh Sayers", "🌈", "#db2777", "It worked in our paddock."),
    ("Mane Branch", "🌿", "#2563eb", "Always merged, never brushed."),
    ("Horn of Plenty", "🎺", "#4d7c0f", "We page the whole county."),
    ("Rein Check", "🧵", "#b91c1c", "Idempotent since this morning."),
    ("Oat Pilots", "🌾", "#57534e", "Hands off the keyboard, hooves on."),
    ("Trot Trigger", "⏱", "#7c3aed", "It is never DNS. It is always DNS."),
    ("Bit Buckets", "🪣", "#0f8b80", "Our backups have backups. Probably."),
    ("Canter Attack", "🎠", "#d97706", "Round and round, with confidence."),
    ("Null Saddles", "🪑", "#db2777", "Nobody fell off that we can prove."),
    ("Hay Availability", "🥕", "#2563eb", "Five carrots of uptime."),
    ("Farrier Transform", "🧲", "#4d7c0f", "Every hoof in its own domain."),
    ("Pony Express", "📯", "#b91c1c", "At least once. Usually twice."),
    ("The Bridle Path", "🛤", "#57534e", "Slash not found."),
)


def add_teams(gameday: GameDay, number: int) -> list[Team]:
    """`number` more teams with a name, an emblem, a colour and a motto; none of a name that is there already."""
    taken = set(gameday.teams.values_list("name_key", flat=True))
    position = (gameday.teams.aggregate(last=Max("position"))["last"] or 0) + 1 if taken else 0
    rows = [
        Team(gameday=gameday, name=name, emblem=emblem, colour=colour, motto=motto, position=position + index)
        for index, (name, emblem, colour, motto) in enumerate(islice(_fresh(taken), number))
    ]
    return Team.objects.bulk_create(rows)


def _fresh(taken: set[str]) -> Iterator[tuple[str, str, str, str]]:
    """The teams above, then the same herd again with a number, for ever."""
    for herd in count(1):
        for name, emblem, colour, motto in TEAMS:
            if name_key(named := name if herd == 1 else f"{name} {herd}") not in taken:
                yield named, emblem, colour, motto


def add_rounds(gameday: GameDay, scenarios: Sequence[Scenario], *, first: timedelta, every: timedelta) -> list[Round]:
    """One round a scenario, in their order: the first `first` after the start, then one `every` so often."""
    rows = [
        Round(gameday=gameday, scenario=scenario, position=position, starts_after=first + every * position)
        for position, scenario in enumerate(scenarios)
    ]
    return Round.objects.bulk_create(rows)
