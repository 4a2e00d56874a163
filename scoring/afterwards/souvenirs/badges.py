"""Badges: small and kind, for what a player did that day. Found in rows; nobody is compared with anybody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Activity, ChatLine, Incident, Note, Player
from gameday.models.choices import HANDS_ON, IncidentState, NoteKind, NoteVerdict
from scoring.models import Attempt, HintTaken, KeyTurn

TALKATIVE = 10  # lines of the chat


class BadgeKind(models.TextChoices):
    BOTH_KEYS = "both_keys", _lazy("Both keys")
    FIRST_NOTICE = "first_notice", _lazy("First notice")
    LED = "led", _lazy("Held the reins")
    CALLED_IT = "called_it", _lazy("Called it")
    RULED_OUT = "ruled_out", _lazy("Ruled it out")
    FOUND_OUT = "found_out", _lazy("Found the answer")
    OTHER_SEAT = "other_seat", _lazy("Other saddle")
    ASKED = "asked", _lazy("Asked for help")
    KEPT_TALKING = "kept_talking", _lazy("Kept talking")
    WAS_THERE = "was_there", _lazy("Was there")


WHAT_FOR = {
    BadgeKind.BOTH_KEYS: _lazy("Turned one of the two keys that closed an incident"),
    BadgeKind.FIRST_NOTICE: _lazy("Was the first to say “I am on it”"),
    BadgeKind.LED: _lazy("Led an incident until it was mended"),
    BadgeKind.CALLED_IT: _lazy("Had a hypothesis that turned out right"),
    BadgeKind.RULED_OUT: _lazy("Had a hypothesis that was ruled out: one wrong way less for all"),
    BadgeKind.FOUND_OUT: _lazy("Gave a right answer"),
    BadgeKind.OTHER_SEAT: _lazy("Worked on the seat of the other trade"),
    BadgeKind.ASKED: _lazy("Took a hint before it was too late to ask"),
    BadgeKind.KEPT_TALKING: _lazy("Told the others in the chat what was going on"),
    BadgeKind.WAS_THERE: _lazy("Stood by the shop while it burned"),
}
MOST_BADGES = 6  # on one certificate


def badges_of(players: Iterable[Player]) -> Mapping[int, tuple[BadgeKind, ...]]:
    """Player id -> their badges, at most six; who has none of the others was there. A query for each kind, whoever many they are."""
    known = [player.pk for player in players]
    found: dict[int, list[BadgeKind]] = defaultdict(list)
    for kind, holders in _holders(known).items():
        for pk in holders:
            found[pk].append(kind)
    return {pk: tuple(found[pk][:MOST_BADGES]) or (BadgeKind.WAS_THERE,) for pk in known}


def _holders(players: list[int]) -> dict[BadgeKind, set[int]]:
    """Who has earned which badge, in the order of the kinds."""
    mine = Q(player__in=players)
    judged = Note.objects.filter(mine, _counts("incident__"), kind=NoteKind.HYPOTHESIS)
    keys = KeyTurn.objects.filter(mine, _counts("objective__incident__"), objective__met_at__gte=F("at"))
    incidents = Incident.objects.filter(_counts())
    answers = Attempt.objects.filter(mine, _counts("objective__incident__"), correct=True)
    acts = Activity.objects.filter(mine, verb__in=HANDS_ON).exclude(role__in=["", F("player__role")])
    lines = ChatLine.objects.filter(mine).order_by().values("player").annotate(lines=Count("pk"))
    return {
        BadgeKind.BOTH_KEYS: _ids(keys),
        BadgeKind.FIRST_NOTICE: _ids(incidents.filter(acknowledged_by__in=players), "acknowledged_by"),
        BadgeKind.LED: _ids(incidents.filter(commander__in=players, state=IncidentState.RESOLVED), "commander"),
        BadgeKind.CALLED_IT: _ids(judged.filter(verdict=NoteVerdict.CONFIRMED)),
        BadgeKind.RULED_OUT: _ids(judged.filter(verdict=NoteVerdict.REFUTED)),
        BadgeKind.FOUND_OUT: _ids(answers),
        BadgeKind.OTHER_SEAT: _ids(acts),
        BadgeKind.ASKED: _ids(HintTaken.objects.filter(mine, _counts("incident__"), free=False)),
        BadgeKind.KEPT_TALKING: _ids(lines.filter(lines__gte=TALKATIVE)),
    }


def _counts(prefix: str = "") -> Q:
    """Incidents of the day itself: neither voided nor practised in the lobby."""
    return ~Q(**{f"{prefix}state": IncidentState.VOIDED}) & Q(**{f"{prefix}practice": False})


def _ids(rows: models.QuerySet, column: str = "player") -> set[int]:
    return set(rows.order_by().values_list(column, flat=True).distinct())
