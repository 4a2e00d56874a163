"""Reads the rows of a day for the director of its big screen. While the board is frozen or replayed it reads none but the clock."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db.models import Min, Q, Sum

from gameday.models import GameDay, Incident, Injection
from gameday.models.choices import HealReason, IncidentState, Role
from scoring.board.moments import DayFacts, Fire, KeyPair, RankedTeam, comeback_window
from scoring.ledger.game_time import Pauses, pauses_of
from scoring.models import Entry, EntryKind, KeyTurn, Standing

EARNED = (EntryKind.REVENUE, EntryKind.OBJECTIVE, EntryKind.SPEED)
OTHER_HANDS = [reason for reason in HealReason if reason not in (HealReason.PLAYERS, HealReason.CLOSED)]


def clock_facts(gameday: GameDay, now: datetime) -> DayFacts:
    """What the clock tells, without a query."""
    frozen_at = gameday.frozen_at if gameday.seen_at(now) else None
    return DayFacts(now=now, elapsed=gameday.elapsed(now), duration=gameday.duration, frozen_at=frozen_at)


def day_facts(gameday: GameDay, now: datetime) -> DayFacts:
    """What the public may know. The number of queries is the same for any number of teams; none while it is frozen."""
    clock = clock_facts(gameday, now)
    if clock.frozen_at:
        return clock
    pauses = pauses_of(gameday)
    return DayFacts(
        now=now,
        elapsed=clock.elapsed,
        duration=clock.duration,
        names=dict(gameday.teams.values_list("pk", "name")),
        fires=_fires(gameday, pauses),
        keys=_keys(gameday),
        places=_places(gameday, now),
    )


def _fires(gameday: GameDay, pauses: Pauses) -> list[Fire]:
    """Those that went live and count."""
    rows = Incident.objects.filter(gameday=gameday, practice=False, live_at__isnull=False)
    rows = rows.exclude(state=IncidentState.VOIDED).select_related("scenario").order_by("live_at", "id")
    helped = _helped(gameday)
    return [_fire(row, helped.get(row.pk), pauses) for row in rows.defer("scenario__assets", "scenario__document")]


def _helped(gameday: GameDay) -> dict[int, datetime]:
    """Incident id -> when the first of its faults went out by another hand than the team's."""
    rows = Injection.objects.filter(incident__gameday=gameday, healed_by__in=OTHER_HANDS, healed_at__isnull=False)
    return dict(rows.order_by().values_list("incident").annotate(Min("healed_at")))


def _fire(row: Incident, helped_at: datetime | None, pauses: Pauses) -> Fire:
    mended_at = row.mitigated_at or (row.ended_at if row.state == IncidentState.RESOLVED else None)
    assert row.live_at
    return Fire(
        incident=row.pk,
        team=row.team_id,
        scenario=row.scenario_id,
        title=row.scenario.title,
        mended_at=mended_at,
        burned=timedelta(seconds=pauses.seconds(row.live_at, mended_at) if mended_at else 0),
        helped=bool(mended_at and helped_at and helped_at <= mended_at),
    )


def _keys(gameday: GameDay) -> list[KeyPair]:
    """The last turn of each seat, of every pair that let something go."""
    rows = KeyTurn.objects.filter(
        objective__incident__gameday=gameday, objective__incident__practice=False, objective__met_at__isnull=False
    ).exclude(objective__incident__state=IncidentState.VOIDED)
    names = ("objective", "objective__incident__team", "objective__incident__scenario__title", "objective__met_at")
    pairs: dict[tuple[int, int, str, datetime], dict[str, datetime]] = defaultdict(dict)
    for *about, role, at in rows.order_by("at", "id").values_list(*names, "role", "at"):
        if at <= about[-1]:
            pairs[tuple(about)][role] = at
    return [
        KeyPair(objective, team, title, met_at, abs(turns[Role.DEV] - turns[Role.OPS]))
        for (objective, team, title, met_at), turns in pairs.items()
        if all(role in turns for role in Role)
    ]


def _places(gameday: GameDay, now: datetime) -> list[RankedTeam]:
    lately = Q(at__gt=now - comeback_window(gameday.duration), kind__in=EARNED)
    rows = Entry.objects.filter(lately, gameday=gameday).order_by()
    earned = dict(rows.values_list("team").annotate(Sum("points")))
    standings = Standing.objects.filter(gameday=gameday).order_by("rank", "team__position")
    return [RankedTeam(team, points, earned.get(team, 0)) for team, points in standings.values_list("team", "points")]
