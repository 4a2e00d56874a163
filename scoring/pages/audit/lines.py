"""The lines of the audit: acts, moves of states, points that facilitators gave, what the staff said, changes in the admin.

Each source is asked for its latest lines under the same filter, and the lines are merged by time.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import states
from gameday.language.vocabulary import actor_name, translate_code
from gameday.models import (
    Activity,
    ChatLine,
    GameDay,
    Incident,
    Injection,
    Player,
    Round,
    Sandbox,
    Team,
    Transition,
    Webhook,
)
from gameday.models.choices import ActivityVerb, Actor, Noun
from scoring.models import Entry, EntryKind

AT_ONCE = 500  # rows of a source that are fetched together
POINTS = (EntryKind.ADJUSTMENT, EntryKind.REVERSAL)  # lines of the ledger that somebody wrote


class Source(models.TextChoices):
    """Where a line was found, beside the acts, which are asked for by their verb."""

    STATE = "state", _lazy("state moved")
    POINTS = "points", _lazy("points moved")
    CHAT = "chat", _lazy("said to a team by the staff")
    ADMIN = "admin", _lazy("changed in the admin")


@dataclass(frozen=True)
class AuditQuery:
    """Which lines. `what`: an ActivityVerb or a Source; `machine`: also what Gameday did by itself."""

    gameday: GameDay | None = None
    team: Team | None = None
    person: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None
    machine: bool = False

    def within(self, column: str) -> Q:
        """The moments that are asked for."""
        found = Q(**{f"{column}__gte": self.since}) if self.since else Q()
        return found & Q(**{f"{column}__lte": self.until}) if self.until else found


@dataclass(frozen=True)
class AuditLine:
    """Who did what to whom, when, and why or with which words."""

    at: datetime
    who: str
    what: str
    whom: str
    why: str
    gameday: str


def audit_lines(asked: AuditQuery) -> Iterator[AuditLine]:
    """Every line, latest first. Rows are fetched as they are needed."""
    found = [source(asked) for source in SOURCES]
    return heapq.merge(*found, key=lambda line: line.at, reverse=True)


def _in_parts(rows: "QuerySet[Any]", told: Callable[[list[Any]], Iterable[AuditLine]]) -> Iterator[AuditLine]:
    """Rows in parts, so that what belongs to many of them is asked for once."""
    found = rows.iterator(AT_ONCE)
    while part := list(islice(found, AT_ONCE)):
        yield from told(part)


# Acts -----------------------------------------------------------------------------------------------------------------


def _acts(asked: AuditQuery) -> Iterator[AuditLine]:
    if asked.what in Source.values:
        return iter(())
    rows = Activity.objects.filter(asked.within("at")).exclude(verb=ActivityVerb.TYPED)
    if asked.what:
        rows = rows.filter(verb=asked.what)
    rows = _of_day(rows, asked)
    if asked.person:
        rows = rows.filter(Q(by__icontains=asked.person) | Q(player__name__icontains=asked.person))
    if not asked.machine:
        rows = rows.exclude(by="", player=None)
    return _in_parts(rows.select_related("gameday", "team", "player").order_by("-at", "-pk"), _tell_acts)


def _of_day(rows: "QuerySet[Any]", asked: AuditQuery) -> "QuerySet[Any]":
    rows = rows.filter(gameday=asked.gameday) if asked.gameday else rows
    return rows.filter(team=asked.team) if asked.team else rows


def _tell_acts(rows: list[Activity]) -> Iterator[AuditLine]:
    for row in rows:
        who = row.by or (row.player.name if row.player else "Gameday")
        yield AuditLine(
            row.at, who, row.get_verb_display(), row.team.name if row.team else "", row.text, row.gameday.name
        )


# Moves of states ------------------------------------------------------------------------------------------------------


def _moves(asked: AuditQuery) -> Iterator[AuditLine]:
    if asked.what not in ("", Source.STATE):
        return iter(())
    rows = states.moves_of(asked.gameday, asked.team) if asked.gameday else Transition.objects.all()
    rows = rows.filter(asked.within("at"))
    if asked.person:
        rows = rows.filter(by__icontains=asked.person)
    if not asked.machine:
        rows = rows.exclude(by__in=Actor.values)
    return _in_parts(rows.order_by("-at", "-pk"), _tell_moves)


PLACES: dict[Noun, tuple[type[models.Model], str, str]] = {  # model, path to its game day's name, path to its team's
    Noun.GAMEDAY: (GameDay, "name", ""),
    Noun.INCIDENT: (Incident, "gameday__name", "team__name"),
    Noun.INJECTION: (Injection, "incident__gameday__name", "incident__team__name"),
    Noun.SANDBOX: (Sandbox, "team__gameday__name", "team__name"),
}


def _tell_moves(rows: list[Transition]) -> Iterator[AuditLine]:
    places: dict[tuple[str, int], tuple[str, str]] = {}
    for noun, (model, day, team) in PLACES.items():
        wanted = {row.row for row in rows if row.noun == noun}
        found = model._default_manager.filter(pk__in=wanted).values_list("pk", day, team or day) if wanted else ()
        places |= {(noun, pk): (day_name or "", (team_name or "") if team else "") for pk, day_name, team_name in found}
    for row in rows:
        day_name, team_name = places.get((row.noun, row.row), ("", ""))
        what = f"{row.get_noun_display()}: {translate_code(row.old)} → {translate_code(row.new)}"
        whom, why = (
            (row.why, "") if row.noun == Noun.HOST else (team_name, row.why)
        )  # a host's name: its row may be gone
        yield AuditLine(row.at, str(actor_name(row.by)), what, whom, why, day_name)


# Points ---------------------------------------------------------------------------------------------------------------


def _points(asked: AuditQuery) -> Iterator[AuditLine]:
    if asked.what not in ("", Source.POINTS):
        return iter(())
    rows = _of_day(Entry.objects.filter(asked.within("at"), kind__in=POINTS), asked)
    if asked.person:
        rows = rows.filter(by__icontains=asked.person)
    if not asked.machine:
        rows = rows.exclude(by__in=Actor.values)
    return _in_parts(rows.select_related("gameday", "team").order_by("-at", "-pk"), _tell_points)


def _tell_points(rows: list[Entry]) -> Iterator[AuditLine]:
    for row in rows:
        what = f"{row.get_kind_display()} {row.points:+d}"
        yield AuditLine(row.at, str(actor_name(row.by)), what, row.team.name, row.reason, row.gameday.name)


# What the staff said --------------------------------------------------------------------------------------------------


def _said(asked: AuditQuery) -> Iterator[AuditLine]:
    if asked.what not in ("", Source.CHAT):
        return iter(())
    rows = ChatLine.objects.filter(asked.within("at"), facilitator__isnull=False)
    rows = rows.filter(team__gameday=asked.gameday) if asked.gameday else rows
    rows = rows.filter(team=asked.team) if asked.team else rows
    if asked.person:
        rows = rows.filter(facilitator__username__icontains=asked.person)
    return _in_parts(rows.select_related("facilitator", "team__gameday").order_by("-at", "-pk"), _tell_said)


def _tell_said(rows: list[ChatLine]) -> Iterator[AuditLine]:
    for row in rows:
        who = row.facilitator.get_username() if row.facilitator else row.name
        yield AuditLine(row.at, who, str(Source.CHAT.label), row.team.name, row.text, row.team.gameday.name)


# The admin ------------------------------------------------------------------------------------------------------------


def _changes(asked: AuditQuery) -> Iterator[AuditLine]:
    if asked.what not in ("", Source.ADMIN) or asked.team:
        return iter(())
    rows = LogEntry.objects.filter(asked.within("action_time"))
    if asked.gameday:
        rows = rows.filter(_objects_of(asked.gameday))
    if asked.person:
        rows = rows.filter(user__username__icontains=asked.person)
    rows = rows.select_related("user", "content_type").order_by("-action_time", "-pk")
    name = asked.gameday.name if asked.gameday else ""
    return _in_parts(rows, lambda part: _tell_changes(part, name))


def _objects_of(gameday: GameDay) -> Q:
    """The log knows its objects by type and id, as a text."""
    models_of_day: tuple[type[models.Model], ...] = (Team, Player, Round, Webhook)
    known: list[tuple[type[models.Model], list[int]]] = [(GameDay, [gameday.pk])]
    for model in models_of_day:
        known.append((model, list(model._base_manager.filter(gameday=gameday).values_list("pk", flat=True))))
    found = Q(pk=None)
    for model, pks in known:
        found |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in pks])
    return found


def _tell_changes(rows: list[LogEntry], gameday: str) -> Iterator[AuditLine]:
    for row in rows:
        kind = row.content_type.name if row.content_type else ""
        what = _("{kind} in the admin").format(kind=kind)
        yield AuditLine(
            row.action_time, row.user.get_username(), what, row.object_repr, row.get_change_message(), gameday
        )


SOURCES: tuple[Callable[[AuditQuery], Iterator[AuditLine]], ...] = (_acts, _moves, _points, _said, _changes)
