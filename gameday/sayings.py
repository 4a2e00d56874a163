"""Sayings: how the board tells what happened. Never mean, never about a person's mistake."""

from collections.abc import Sequence

LIVE = (
    "The hay has hit the fan at {team}: {title}",
    "Something smells in the stable of {team}: {title}",
    "A customer of {team} writes in capital letters: {title}",
    "The boss has opened an umbrella at {team}: {title}",
    "{team}'s unicorns look the other way: {title}",
)
ACKNOWLEDGED = (
    "{player} of {team} has put the boots on: {title}",
    "{player} of {team} takes the pitchfork: {title}",
    "“We are on it”, says {player} of {team}: {title}",
)
MITIGATED = (
    "Customers smile again at {team}: {title}",
    "{team} has stopped the bleeding glitter: {title}",
)
RESOLVED = (
    "{team} has mucked out the stable: {title}",
    "All horns point up again at {team}: {title}",
    "{team} may braid manes again: {title}",
)
EXPIRED = (
    "The fire at {team} went out by itself: {title}",
    "{team} waited until the hay was gone: {title}",
)


def pick(lines: Sequence[str], number: int, **words: object) -> str:
    """One of the lines: the same for the same number."""
    return lines[number % len(lines)].format(**words)
