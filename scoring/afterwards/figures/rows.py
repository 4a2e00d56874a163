"""Reads the rows of a day for its figures: each function is one query for all teams, and keeps what people are called out of it.

What was done or said by people who were removed is left out, as on every other page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from django.db.models import Count, DateTimeField, IntegerField, Max, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from gameday.models import Activity, ChatLine, GameDay, Incident, Injection, Note, Player, Round, Team
from gameday.models.choices import HANDS_ON, ActivityVerb, HealReason, Role
from gameday.models.player import BY_PRESENT
from scenarios.models import Scenario
from scoring.afterwards.figures.meeting import Deed
from scoring.afterwards.figures.moments import FaultMoments
from scoring.afterwards.figures.shapes import ChatExcerpt, HintRecap, Hypothesis
from scoring.models import Attempt, Entry, EntryKind, HintTaken, Objective

Row = TypeVar("Row")
Shape = TypeVar("Shape")

DEEDS = (*HANDS_ON, ActivityVerb.ACKNOWLEDGED, ActivityVerb.HINT)
FOR_THEM = (HealReason.FACILITATOR, HealReason.HALT)


def teams_of(gameday: GameDay) -> list[Team]:
    """Its teams with their standings, in their order."""
    return list(gameday.teams.select_related("standing"))


def opened_rounds(gameday: GameDay) -> list[Round]:
    """The rounds that have opened. Their scenarios come from scenarios_of()."""
    return list(gameday.rounds.filter(opened_at__isnull=False))


def incidents_of(gameday: GameDay) -> list[Incident]:
    """Those that were not practised, in the order in which they were due. Their scenarios come from scenarios_of()."""
    return list(Incident.objects.filter(gameday=gameday, practice=False).order_by("due_at", "id"))


def revenue_of(gameday: GameDay, end: datetime) -> dict[int, int]:
    """Incident id -> what the team's shop earned from when it went live to its end, or to `end`. Without lines that were reversed."""
    until = Coalesce(OuterRef("ended_at"), Value(end, DateTimeField()))
    lines = Entry.objects.filter(
        team=OuterRef("team"), kind=EntryKind.REVENUE, reversed_by=None, at__gte=OuterRef("live_at"), at__lte=until
    )
    total = lines.order_by().values("team").annotate(total=Sum("points")).values("total")
    earned = Subquery(total, output_field=IntegerField())
    rows = Incident.objects.filter(gameday=gameday, live_at__isnull=False).order_by()
    return {incident: points or 0 for incident, points in rows.annotate(earned=earned).values_list("pk", "earned")}


def scenarios_of(gameday: GameDay) -> dict[int, Scenario]:
    """The scenarios of its rounds and incidents, by primary key, each read once and without its files."""
    wanted = Q(pk__in=gameday.rounds.order_by().values("scenario")) | Q(
        pk__in=gameday.incidents.order_by().values("scenario")
    )
    return Scenario.objects.filter(wanted).defer("assets", "proof").in_bulk()


def seats_of(gameday: GameDay) -> dict[int, dict[str, int]]:
    """Team id -> seat -> how many of those who took part hold it."""
    here = Player.objects.filter(gameday=gameday, team__isnull=False, joined_at__isnull=False).order_by()
    seats: dict[int, dict[str, int]] = defaultdict(dict)
    for team, role, count in here.values_list("team", "role").annotate(Count("pk")):
        seats[team][role] = count
    return seats


def fault_moments(gameday: GameDay) -> dict[int, FaultMoments]:
    """Incident id -> the moments of its faults."""
    told = (
        Injection.objects.filter(incident__gameday=gameday)
        .order_by()
        .values("incident")
        .annotate(
            applied=Min("applied_at"),
            verified=Max("verified_at"),
            for_them=Count("pk", filter=Q(healed_by__in=FOR_THEM)),
        )
    )
    return {row["incident"]: FaultMoments(row["applied"], row["verified"], row["for_them"] > 0) for row in told}


def points_of(gameday: GameDay) -> dict[int, int]:
    """Incident id -> the sum of the lines of the ledger that name it, reversals too."""
    rows = Entry.objects.filter(gameday=gameday, incident__isnull=False).order_by()
    return dict(rows.values_list("incident").annotate(Sum("points")))


def met_objectives(gameday: GameDay) -> dict[int, dict[str, datetime]]:
    """Incident id -> the objective's id in the scenario -> when it was met."""
    met: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = Objective.objects.filter(incident__gameday=gameday, met_at__isnull=False).order_by()
    for incident, key, moment in rows.values_list("incident", "key", "met_at"):
        if moment:
            met[incident][key] = moment
    return met


def hints_of(gameday: GameDay) -> dict[int, list[HintRecap]]:
    """Incident id -> the hints that were taken, in the scenario's order."""
    rows = HintTaken.objects.filter(incident__gameday=gameday).order_by("rung")
    return _grouped(rows, attrgetter("incident_id"), lambda row: HintRecap(row.rung, row.at, row.price, row.free))


def hypotheses_of(notes: Iterable[Note]) -> dict[int, list[Hypothesis]]:
    """Incident id -> the hypotheses among these notes. No query."""
    return _grouped(
        (note for note in notes if note.is_hypothesis),
        attrgetter("incident_id"),
        lambda row: Hypothesis(row.text, row.role, row.at, row.verdict, row.verdict_at),
    )


def excerpts_of(lines: Iterable[ChatLine]) -> dict[int, list[ChatExcerpt]]:
    """Team id -> the lines among these that the team shows. No query."""
    return _grouped(
        (line for line in lines if hasattr(line, "excerpt")),
        attrgetter("team_id"),
        lambda row: ChatExcerpt(row.pk, row.name, row.role, row.text, row.at),
    )


def notes_of(gameday: GameDay) -> list[Note]:
    """All notes of the day's incidents, oldest first, each with its incident."""
    rows = Note.objects.filter(BY_PRESENT, incident__gameday=gameday)
    return list(rows.select_related("incident").order_by("id"))


def chat_of(gameday: GameDay) -> list[ChatLine]:
    """All that was said to the day's teams, oldest first, with the excerpt where the team has made it one."""
    rows = ChatLine.objects.filter(BY_PRESENT, team__gameday=gameday)
    return list(rows.select_related("excerpt").order_by("id"))


def acts_of(gameday: GameDay) -> list[tuple[int, int | None, Deed]]:
    """(team id, incident id, act): everything that players did with their hands. The incident is None where the act names none.

    What was answered is the text of the act, without whose answer it was. Two queries.
    """
    answered = Attempt.objects.filter(BY_PRESENT, objective__incident__gameday=gameday).order_by()
    texts = {(player, at): text for player, at, text in answered.values_list("player", "at", "text")}
    rows = Activity.objects.filter(
        BY_PRESENT, gameday=gameday, team__isnull=False, player__isnull=False, verb__in=DEEDS
    )
    columns = ("team", "incident", "player", "role", "verb", "service", "at")
    return [
        (team, incident, _act(verb, role, service, at, texts.get((player, at), "")))
        for team, incident, player, role, verb, service, at in rows.order_by("at", "id").values_list(*columns)
        if role in Role
    ]


def _act(verb: str, seat: str, service: str, at: datetime, answer: str) -> Deed:
    return Deed(
        at=at,
        seat=seat,
        service=service,
        repository=verb == ActivityVerb.WORKSHOP,
        text=answer if verb == ActivityVerb.ANSWERED else "",
        typed=verb == ActivityVerb.TYPED,
    )


def _grouped(rows: Iterable[Row], key: Callable[[Row], int], shape: Callable[[Row], Shape]) -> dict[int, list[Shape]]:
    found: dict[int, list[Shape]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(shape(row))
    return found
