"""The stuck radar: which teams need help (weights: DESIGN section 7). Reads only; pauses do not count."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from gameday.models import Activity, Incident, Player
from gameday.models.player import BY_PRESENT
from scenarios.document import parse
from scoring.ledger import game_time
from scoring.models import HintTaken, Objective

NUDGE, ALERT = 3, 5  # from here the team is offered a free hint; from here the facilitators are called
MINUTE = 60.0
LATE = 1.5  # times the estimate
MANY_FAILURES = 5


@dataclass(frozen=True)
class StuckScore:
    """How stuck a team is with an incident (0 to 11), and why: one sentence for each weight that counts."""

    score: int
    reasons: list[str]


@dataclass(frozen=True)
class RadarFacts:
    """What the radar sees of one incident; durations in seconds of game time."""

    elapsed: float
    estimate: float
    failures: int
    unimproved: float
    quiet: float  # since a player of the team last did something
    silent: dict[str, float]  # role -> for how long nobody on that seat has done anything; only what is too long
    hints_exhausted: bool


def weigh_facts(facts: RadarFacts) -> StuckScore:
    """The score: the sum of the weights of what is true. Pure."""
    found = [
        (2, facts.elapsed > LATE * facts.estimate, _over_time(facts)),
        (2, facts.failures >= MANY_FAILURES, _("{failures} failed checks").format(failures=facts.failures)),
        (
            2,
            facts.unimproved > 10 * MINUTE,
            _("no check has improved for {minutes} min").format(minutes=_minutes(facts.unimproved)),
        ),
        (1, facts.quiet > 5 * MINUTE, _("nobody did anything for {minutes} min").format(minutes=_minutes(facts.quiet))),
        (1, bool(facts.silent), _silence(facts)),
        (3, facts.hints_exhausted, _("all hints taken")),
    ]
    return StuckScore(sum(weight for weight, true, _ in found if true), [reason for _, true, reason in found if true])


def _minutes(seconds: float) -> int:
    return int(seconds // MINUTE)


def _over_time(facts: RadarFacts) -> str:
    return _("{spent} min on a {estimate} min incident").format(
        spent=_minutes(facts.elapsed), estimate=_minutes(facts.estimate)
    )


def _silence(facts: RadarFacts) -> str:
    told = _("{seat} silent for {minutes} min")
    return ", ".join(
        told.format(seat=role.title(), minutes=_minutes(seconds)) for role, seconds in facts.silent.items()
    )


def stuck_score(incident: Incident, now: datetime) -> StuckScore:
    """How stuck a team is with one incident."""
    return stuck_scores([incident], now)[incident.pk]


def stuck_scores(incidents: Sequence[Incident], now: datetime) -> dict[int, StuckScore]:
    """How stuck teams are, by incident id. All incidents are of one game day; many take as many queries as one."""
    if not incidents:
        return {}
    paused = game_time.pauses_of(incidents[0].gameday)
    checks, hints, acts = _checks(incidents), _hints(incidents), _acts(incidents)
    present = _present(incidents)
    stuck = {}
    for incident in incidents:
        asked, start = parse.document_of(incident.scenario), incident.live_at or now
        failures, improved = checks.get(incident.pk, (0, None))
        last = acts.get(incident.team_id, {})

        def since(moment: datetime | None, start: datetime = start) -> float:
            return paused.seconds(max(moment or start, start), now)

        silence = {role: since(last.get(role)) for role in sorted(present.get(incident.team_id, ()))}
        stuck[incident.pk] = weigh_facts(
            RadarFacts(
                elapsed=since(start),
                estimate=asked.estimate,
                failures=failures,
                unimproved=since(improved),
                quiet=since(max(last.values(), default=None)),
                silent={role: seconds for role, seconds in silence.items() if seconds > 10 * MINUTE},
                hints_exhausted=bool(asked.hints) and len(hints.get(incident.pk, ())) >= len(asked.hints),
            )
        )
    return stuck


def _checks(incidents: Iterable[Incident]) -> dict[int, tuple[int, datetime | None]]:
    """Incident id -> (failed checks, last improvement)."""
    rows = (
        Objective.objects.filter(incident__in=incidents)
        .order_by()
        .values("incident")
        .annotate(failed=Sum("failures"), improved=Max("improved_at"), met=Max("met_at"))
    )
    return {
        row["incident"]: (row["failed"], max((at for at in (row["improved"], row["met"]) if at), default=None))
        for row in rows
    }


def _hints(incidents: Iterable[Incident]) -> dict[int, set[int]]:
    return _sets(HintTaken.objects.filter(incident__in=incidents).order_by().values_list("incident", "rung"))


def _acts(incidents: Iterable[Incident]) -> dict[int, dict[str, datetime]]:
    """Team id -> role -> when a player of that role last did something."""
    teams = {incident.team_id for incident in incidents}
    acts: dict[int, dict[str, datetime]] = defaultdict(dict)
    rows = Activity.objects.filter(BY_PRESENT, team__in=teams, player__isnull=False).order_by().values("team", "role")
    for row in rows.annotate(last=Max("at")):
        acts[row["team"]][row["role"]] = row["last"]
    return acts


def _present(incidents: Iterable[Incident]) -> dict[int, set[str]]:
    teams = {incident.team_id for incident in incidents}
    return _sets(
        Player.objects.filter(team__in=teams, joined_at__isnull=False).order_by().values_list("team", "role").distinct()
    )


def _sets(pairs: Iterable[tuple[int, Any]]) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found
