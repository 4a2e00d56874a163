"""Days as they are drawn, without a database."""

from datetime import timedelta
from typing import Any

from scoring.afterwards.souvenirs.badges import BadgeKind
from scoring.afterwards.souvenirs.shapes import CrewMember, Pennant, PicturedDay, Standings, Weather

LONG_NAME = "Maximiliana-Theodora Wolkenstein-Trostburg von und zu Egg"
WITHOUT_SPACES = "W" * 60
ARABIC, HEBREW, CHINESE, HINDI = "محمد بن موسى الخوارزمي", "שרה כהן", "独角兽修理队" * 8, "क्षत्रिय देवनागरी"
MARKUP = "<script>alert(1)</script>"


def weather(title: str = "The sleepy shop", *, mended: bool = True, since: float = 0.2, until: float = 0.3) -> Weather:
    took = timedelta(minutes=4, seconds=12) if mended else None
    return Weather(title, "A company, 2017 - somebody slept, and nobody knew", since, until, mended, took)


def member(**changes: Any) -> CrewMember:
    values: dict[str, Any] = {"pk": 11, "name": "Grace", "seat": "Dev", "badges": (BadgeKind.BOTH_KEYS,)}
    return CrewMember(**values | changes)


def team_day(**changes: Any) -> PicturedDay:
    values: dict[str, Any] = {
        "pk": 3,
        "name": "The Night Mares",
        "emblem": "🦄",
        "motto": "We break it until it works",
        "colour": "#6025b5",
        "gameday": "Autumn",
        "company": "Unicorn Rentals",
        "date": "17 May 2031",
        "crew": (member(),),
        "weather": (weather(), weather("Cheap hay", mended=False, since=0.5, until=0.7)),
        "ridge": tuple(0.5 + (step % 10) / 20 for step in range(60)),
        "pennants": (Pennant("Comeback of the day", "From last to second"),),
        "standings": Standings(2, 8, 1830, 1412),
    }
    return PicturedDay(**values | changes)
