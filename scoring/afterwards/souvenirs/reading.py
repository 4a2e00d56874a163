"""Reads a day's rows for its souvenirs, in a constant number of queries. Writes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Sum
from django.utils.formats import date_format

from gameday.language import vocabulary
from gameday.models import GameDay, Incident, Player, Team
from gameday.models.choices import ENDED, OPEN, IncidentState
from scenarios.company import load_company
from scenarios.models import Scenario
from scoring.afterwards.souvenirs.badges import badges_of
from scoring.afterwards.souvenirs.ridge import smooth_ridge
from scoring.afterwards.souvenirs.shapes import CrewMember, Pennant, PicturedDay, Standings, Weather
from scoring.ledger.game_time import Pauses, pauses_of
from scoring.models import Award, Keepsake, Observation, Standing

STEPS = 120  # points of the ridge
BURNED = (*OPEN, *ENDED)


@dataclass(frozen=True)
class DayFrame:
    """What all teams of a day have in common. `length`: seconds of game time."""

    gameday: GameDay
    pauses: Pauses
    length: float
    now: datetime

    def part_of_day(self, moment: datetime | None) -> float:
        """Where a moment lies in the day, from 0 to 1."""
        if moment is None or self.gameday.started_at is None:
            return 1.0
        return min(self.pauses.seconds(self.gameday.started_at, moment) / self.length, 1.0)


def read_teams(gameday: GameDay, now: datetime, team: Team | None = None) -> list[PicturedDay]:
    """The day of every team, or of one, in the language of the game day."""
    frame = DayFrame(gameday, pauses_of(gameday), max(gameday.elapsed(now).total_seconds(), 1.0), now)
    teams = [team] if team else list(gameday.teams.all())
    with vocabulary.in_language_of(gameday):
        return _read(frame, teams)


def _read(frame: DayFrame, teams: list[Team]) -> list[PicturedDay]:
    crews, weather, ridges = _crews(teams), _weather(frame, teams), _ridges(frame, teams)
    pennants, standings = _pennants(frame, teams), _standings(frame)
    company = load_company(frame.gameday.company).title
    return [
        PicturedDay(
            pk=team.pk,
            name=team.name,
            emblem=team.emblem,
            motto=team.motto,
            colour=team.colour,
            gameday=frame.gameday.name,
            company=company,
            date=_date(frame.gameday),
            crew=tuple(crews[team.pk]),
            weather=tuple(weather[team.pk]),
            ridge=smooth_ridge(ridges[team.pk]),
            pennants=tuple(pennants[team.pk]),
            standings=standings.get(team.pk),
        )
        for team in teams
    ]


def _date(gameday: GameDay) -> str:
    begun = gameday.started_at or gameday.launch_at or gameday.created_at
    return date_format(begun.astimezone(ZoneInfo(gameday.time_zone)), "DATE_FORMAT")


def _crews(teams: Sequence[Team]) -> dict[int, list[CrewMember]]:
    """Who has joined and was not removed."""
    players = list(Player.objects.filter(team__in=teams, joined_at__isnull=False).order_by("name", "pk"))
    badges = badges_of(players)
    kept = {each.player_id: each for each in Keepsake.objects.filter(player__in=players)}
    found: dict[int, list[CrewMember]] = defaultdict(list)
    for player in players:
        keepsake = kept.get(player.pk, Keepsake())
        found[player.team_id or 0].append(
            CrewMember(
                player.pk,
                player.name,
                player.get_role_display(),
                badges[player.pk],
                keepsake.learned,
                keepsake.learned_from,
                player.bot,
            )
        )
    return found


def _weather(frame: DayFrame, teams: Sequence[Team]) -> dict[int, list[Weather]]:
    """The incidents that burned. A voided one is none of them: nobody mended it, and it counts for nobody."""
    rows = Incident.objects.filter(team__in=teams, practice=False, live_at__isnull=False, state__in=BURNED)
    rows = rows.exclude(state=IncidentState.VOIDED).order_by("live_at", "pk")
    real = {
        pk: (title, story or "")
        for pk, title, story in Scenario.objects.filter(pk__in=rows.order_by().values("scenario")).values_list(
            "pk", "title", "document__postmortem__title"
        )
    }
    found: dict[int, list[Weather]] = defaultdict(list)
    for row in rows:
        title, story = real[row.scenario_id]
        since, until = frame.part_of_day(row.live_at), frame.part_of_day(row.ended_at)
        mended = row.state == IncidentState.RESOLVED
        felt = frame.part_of_day(row.mitigated_at or row.ended_at) - since
        took = timedelta(seconds=felt * frame.length) if mended else None
        found[row.team_id].append(Weather(title, story, since, until, mended, took))
    return found


def _ridges(frame: DayFrame, teams: Sequence[Team]) -> dict[int, list[int]]:
    """What each team's customers paid, in equal steps of game time; a list of team without customers is empty."""
    ticks = max(int(frame.length / settings.TICK_SECONDS), 1)
    width = max(-(-ticks // STEPS), 1)  # ticks a step
    rows = Observation.objects.filter(team__in=teams).order_by().annotate(step=F("tick") / width)
    found: dict[int, list[int]] = defaultdict(list)
    for team, step, paid in rows.values_list("team", "step").annotate(paid=Sum("points")):
        curve = found[team]
        curve.extend([0] * (-(-ticks // width) - len(curve)))
        curve[min(max(step, 0), len(curve) - 1)] += paid
    return found


def _pennants(frame: DayFrame, teams: Sequence[Team]) -> dict[int, list[Pennant]]:
    found: dict[int, list[Pennant]] = defaultdict(list)
    if frame.gameday.seen_at(frame.now) is None:
        for award in Award.objects.filter(gameday=frame.gameday, team__in=teams):
            found[award.team_id].append(Pennant(award.title or award.get_kind_display(), award.reason))
    return found


def _standings(frame: DayFrame) -> dict[int, Standings]:
    """Empty while the scores are frozen: a poster tells nothing that the ceremony is still to tell."""
    if frame.gameday.seen_at(frame.now) is not None:
        return {}
    rows = list(Standing.objects.filter(gameday=frame.gameday))
    return {row.team_id: Standings(row.rank, len(rows), row.points, row.revenue) for row in rows}
