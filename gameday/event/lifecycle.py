"""A game day's life, from the launch to the archive, with pause, halt and freeze. The clock calls these verbs too.

Pause is a true pause: whatever was due later is due later by the time paused. A halt heals every fault and lets nothing
in; game time goes on. Rounds that come due while everything is halted wait for the release; while one team is halted,
that team's incidents count for nobody.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext_lazy

from gameday import activity, states
from gameday.event import launch_gate, preflight
from gameday.incidents import healing, incidents
from gameday.language import moments, vocabulary
from gameday.live.changes import Change, tell, tell_teams
from gameday.models import GameDay, Incident, Injection, Sandbox, Team
from gameday.models.choices import (
    INSIDE,
    OPEN,
    OVER,
    PENDING,
    STARTED,
    UNFINISHED,
    ActivityVerb,
    Actor,
    GameDayState,
    HealReason,
    IncidentState,
    Noun,
    SandboxState,
)
from gameday.models.gameday import REPLAY
from gameday.people import seats
from gameday.sandboxes import provisioning
from scenarios.refusal import Refused

# Launch --------------------------------------------------------------------------------------------------------------


def launch_gameday(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Begin to build a sandbox for every team. Raises Refused with every reason against it; then nothing was begun."""
    if gameday.state != GameDayState.DRAFT:
        raise Refused(_("This game day was launched already: it is {state}.").format(state=gameday.state))
    if reasons := launch_problems(gameday, now):
        _note(gameday, " ".join(reasons))
        raise Refused(gameday.problem)
    try:
        _provision(gameday, by, now)
    except Refused as refusal:
        gameday.refresh_from_db()
        if gameday.state == GameDayState.DRAFT:  # not where another call has just launched it
            _note(gameday, str(refusal))
        raise


@transaction.atomic
def _provision(gameday: GameDay, by: str, now: datetime) -> None:
    if not states.move(gameday, GameDayState.PROVISIONING, now=now, by=by, problem="", launch_at=None):
        raise Refused(_("Somebody else launched this game day a moment ago."))
    preflight.cancel_preflight(gameday, by=by, now=now)
    for team in gameday.teams.all():
        provisioning.request_sandbox(team, now=now, by=by)
    text = _lazy("The stables are being built: every team gets its own Unicorn Rentals")
    _say(gameday, ActivityVerb.LAUNCHED, text, now)


def launch_problems(gameday: GameDay, now: datetime | None = None) -> list[str]:
    """Why it cannot be launched, a sentence each; empty where it can."""
    return launch_gate.launch_problems(gameday, now or timezone.now())


def settle_launch(gameday: GameDay, now: datetime) -> None:
    """Once every sandbox is ready or broken: to the lobby, or back to the draft where not one is ready."""
    rows = [provisioning.sandbox_of(team) for team in gameday.teams.all()]
    found = [row.state if row else SandboxState.GONE for row in rows]
    if any(state in UNFINISHED for state in found):
        return
    broken = [f"{row.team}: {row.problem}" for row in rows if row and row.state == SandboxState.BROKEN]
    if SandboxState.READY in found:
        problem = (
            _("Not every sandbox could be built; rebuild it alone. {names}").format(names=" ".join(broken))
            if broken
            else ""
        )
        if states.move(gameday, GameDayState.LOBBY, now=now, by=Actor.DIRECTOR, problem=problem):
            _say(gameday, ActivityVerb.READY, _lazy("The stables stand. Take a seat, the doors open soon"), now)
        return
    problem = _("No sandbox could be built. ") + " ".join(broken)
    if states.move(gameday, GameDayState.DRAFT, now=now, by=Actor.DIRECTOR, problem=problem):
        give_up_sandboxes(gameday, _lazy("the launch failed"), now)
        _changed(gameday)


# The clock's switches ------------------------------------------------------------------------------------------------


def start_gameday(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Game time runs from now. Raises Refused."""
    if gameday.state == GameDayState.RUNNING:
        return
    if gameday.state != GameDayState.LOBBY:
        raise Refused(_("It cannot start: the game day is {state}, not in the lobby.").format(state=gameday.state))
    with transaction.atomic():
        if states.move(gameday, GameDayState.RUNNING, now=now, by=by, started_at=now, problem=""):
            _close(gameday.incidents.filter(practice=True), why=_lazy("the game day begins."), by=by, now=now)
            _say(gameday, ActivityVerb.STARTED, _lazy("The gates are open. Good luck, and mind the glitter"), now)


def pause_gameday(
    gameday: GameDay,
    *,
    by: str,
    now: datetime,
    gap_ended_at: datetime | None = None,
    resume_at: datetime | None = None,
) -> None:
    """Everything stands still: clock, scoring, injections, timers. Raises Refused.

    With `gap_ended_at` the game pauses itself, as of `now`, for a gap in the clock that is noticed only then. With
    `resume_at` it is a planned break, at whose end the clock resumes it.
    """
    if gameday.state == GameDayState.PAUSED:
        return
    if gameday.state != GameDayState.RUNNING:
        raise Refused(_("It cannot be paused: the game day is {state}.").format(state=gameday.state))
    with transaction.atomic():
        columns: dict[str, Any] = {"paused_at": now, "gap_ended_at": gap_ended_at, "resume_at": resume_at}
        if states.move(gameday, GameDayState.PAUSED, now=now, by=by, **columns):
            _say(gameday, ActivityVerb.PAUSED, _why_paused(gameday, now), gap_ended_at or now)


def _why_paused(gameday: GameDay, now: datetime) -> Promise:
    if gameday.gap_ended_at:
        gap = moments.tell_gap(gameday, now, gameday.gap_ended_at)
        return format_lazy(_lazy("The game has paused itself. {gap}"), gap=gap)
    if gameday.resume_at:
        until = moments.write_time(gameday.resume_at, gameday)
        return format_lazy(_lazy("Hay break until {until}: the clock stands still"), until=until)
    return _lazy("Hay break: the clock stands still")


def resume_gameday(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Go on where it stopped: every deadline moves by the time paused. Raises Refused.

    Where the clock was set back meanwhile, that time is less than nothing, and the deadlines move back with the clock.
    """
    if gameday.state == GameDayState.RUNNING:
        return
    if gameday.state != GameDayState.PAUSED:
        raise Refused(_("It cannot be resumed: the game day is {state}.").format(state=gameday.state))
    with transaction.atomic():
        since = gameday.paused_at or now
        gap = moments.tell_gap(gameday, since, now) if gameday.gap_ended_at else ""
        passed = gameday.paused_for + (now - since)
        if states.move(
            gameday,
            GameDayState.RUNNING,
            now=now,
            by=by,
            paused_at=None,
            gap_ended_at=None,
            resume_at=None,
            paused_for=passed,
        ):
            shift_moments(gameday, now - since)
            text = _lazy("Back in the saddle: the clock runs again")
            _say(gameday, ActivityVerb.RESUMED, format_lazy("{text}. {gap}", text=text, gap=gap) if gap else text, now)


def shift_moments(gameday: GameDay, by: timedelta) -> None:
    """Every deadline of the game day, later by that much. An empty column stays empty.

    Earlier, where the clock was set back; then what has begun began earlier, too, or it would lie in the future.
    """
    pending = Incident.objects.filter(gameday=gameday, state__in=PENDING)
    burning = Incident.objects.filter(gameday=gameday, state__in=OPEN)
    inside = Injection.objects.filter(incident__gameday=gameday, state__in=INSIDE)
    begun = by < timedelta()
    _move_columns(pending, by, "due_at", "next_at")
    _move_columns(burning, by, "expires_at", *(("live_at", "acknowledged_at", "mitigated_at") if begun else ()))
    _move_columns(
        inside,
        by,
        "deadline",
        "next_at",
        *(("applying_at", "applied_at", "timed_from", "verified_at") if begun else ()),
    )


def _move_columns(rows: "QuerySet[Any]", by: timedelta, *columns: str) -> None:
    rows.update(**{column: F(column) + by for column in columns})


def finish_gameday(gameday: GameDay, *, by: str, now: datetime) -> None:
    """The day is over: what burns is closed and healed, what was to come never comes. Raises Refused."""
    if gameday.state in OVER:
        return
    if GameDayState.FINISHED not in states.MOVES[Noun.GAMEDAY][gameday.state]:
        raise Refused(_("It cannot be finished: the game day is {state}.").format(state=gameday.state))
    shift = now - gameday.paused_at if gameday.paused_at else timedelta()
    with transaction.atomic():
        if states.move(
            gameday,
            GameDayState.FINISHED,
            now=now,
            by=by,
            finished_at=now,
            paused_at=None,
            gap_ended_at=None,
            resume_at=None,
            paused_for=gameday.paused_for + shift,
        ):
            _close(gameday.incidents.all(), why=_lazy("the game day is over."), by=by, now=now)
            seats.swap_seats(gameday, swapped=False, by=by, now=now)
            text = _lazy("That was the day. Brush your unicorns and look at the board")
            _say(gameday, ActivityVerb.FINISHED, text, now)


def archive_gameday(gameday: GameDay, *, by: str, now: datetime, keep: bool = False) -> None:
    """Put it away; its sandboxes go, unless they are to be kept. Raises Refused."""
    if gameday.state != GameDayState.FINISHED:
        raise Refused(_("It cannot be archived: the game day is {state}. Finish it first.").format(state=gameday.state))
    with transaction.atomic():
        if states.move(gameday, GameDayState.ARCHIVED, now=now, by=by):
            if not keep:
                give_up_sandboxes(gameday, _lazy("the game day was archived"), now)
            _changed(gameday)


# Halt ----------------------------------------------------------------------------------------------------------------


def halt_faults(gameday: GameDay, *, team: Team | None = None, by: str, now: datetime) -> int:
    """Heal everything now, for all or for one team, and let nothing in until released; returns how many faults go out.

    The halt is committed before the faults are looked for: what is put in later finds the door shut.
    """
    whole = Team.objects.filter(pk=team.pk) if team else GameDay.objects.filter(pk=gameday.pk)
    whole.filter(halted_at=None).update(halted_at=now)
    (team or gameday).halted_at = now
    burning = gameday.incidents.filter(team=team) if team else gameday.incidents.all()
    rows = Injection.objects.filter(incident__in=burning)
    with transaction.atomic():
        incidents.hold_incidents(burning)
        healed = healing.request_healing(rows, why=HealReason.HALT, by=by, now=now)
        why = format_lazy(_lazy("halted by {by}."), by=vocabulary.actor_name(by))
        _close(burning.exclude(state=IncidentState.SCHEDULED), why=why, by=by, now=now)
        what = (
            format_lazy(ngettext_lazy("{number} fault taken out", "{number} faults taken out", healed), number=healed)
            if healed
            else _lazy("no fault was in")
        )
        text = _lazy("Halt at {team}: {what}")
        _say(team or gameday, ActivityVerb.HALTED, text, now, by=by, team=team or _lazy("every team"), what=what)
    return healed


def release_halt(gameday: GameDay, *, team: Team | None = None, by: str, now: datetime) -> None:
    """End a halt; what had to wait goes in now."""
    whole = Team.objects.filter(pk=team.pk) if team else GameDay.objects.filter(pk=gameday.pk)
    with transaction.atomic():
        if whole.filter(halted_at__isnull=False).update(halted_at=None):
            waiting = gameday.incidents.filter(state__in=PENDING, due_at__lt=now)
            (waiting.filter(team=team) if team else waiting).update(due_at=now, next_at=now)
            text = _lazy("{team} is released: faults may come again")
            _say(team or gameday, ActivityVerb.RELEASED, text, now, by=by, team=team or _lazy("The game"))
    (team or gameday).halted_at = None


# Freeze --------------------------------------------------------------------------------------------------------------


def freeze_scores(gameday: GameDay, *, by: str, now: datetime) -> None:
    """What comes from now on, only the facilitators see. Raises Refused."""
    if gameday.state not in STARTED:
        raise Refused(_("It cannot be frozen: the game day is {state}.").format(state=gameday.state))
    over = Q(frozen_at=None) | Q(revealed_at__lte=now - REPLAY)
    with transaction.atomic():
        if GameDay.objects.filter(over, pk=gameday.pk).update(frozen_at=now, revealed_at=None):
            gameday.frozen_at, gameday.revealed_at = now, None
            text = _lazy("{by} drew the curtain: what comes now is told at the end")
            _say(gameday, ActivityVerb.FROZEN, text, now, by=vocabulary.actor_name(by))


def reveal_scores(gameday: GameDay, *, by: str, now: datetime) -> None:
    """End a freeze: every board replays what it hid, in REPLAY."""
    frozen = GameDay.objects.filter(pk=gameday.pk, frozen_at__isnull=False, revealed_at=None)
    with transaction.atomic():
        if frozen.update(revealed_at=now):
            gameday.revealed_at = now
            _say(gameday, ActivityVerb.REVEALED, _lazy("{by} drew the curtain back"), now, by=by)


def replay_reveals(now: datetime) -> None:
    """While a reveal is told, and shortly after, have its pages drawn again. The clock calls it each second."""
    for gameday in GameDay.objects.filter(revealed_at__gt=now - REPLAY - timedelta(seconds=3)):
        tell_teams(Change.REVEAL, gameday.team_ids(), gameday_id=gameday.pk)


# Shared --------------------------------------------------------------------------------------------------------------


def _close(rows: "QuerySet[Incident]", *, why: str | Promise, by: str, now: datetime) -> None:
    incidents.hold_incidents(rows)
    for incident in rows.filter(state__in=(*PENDING, *OPEN)).select_related("gameday", "team", "scenario"):
        incidents.close_incident(incident, why=why, by=by, now=now)


def give_up_sandboxes(gameday: GameDay, why: Promise, now: datetime) -> None:
    """Every one of its sandboxes is taken away."""
    rows = Sandbox.objects.filter(team__gameday=gameday).exclude(state=SandboxState.GONE)
    for row in rows.select_related("host", "team__gameday"):
        provisioning.retire_sandbox(row, by=Actor.DIRECTOR, why=why, now=now)


def _note(gameday: GameDay, problem: str) -> None:
    gameday.problem = problem
    gameday.save(update_fields=["problem"])
    tell(Change.PROBLEM, gameday_id=gameday.pk)


def _say(where: GameDay | Team, verb: ActivityVerb, text: Promise | str, now: datetime, **names: Any) -> None:
    activity.record_activity(where, verb, text, now=now, public=True, **names)
    _changed(where if isinstance(where, GameDay) else where.gameday)


def _changed(gameday: GameDay) -> None:
    """Every page of the game day shows another state."""
    tell_teams(Change.GAMEDAY, gameday.team_ids(), gameday_id=gameday.pk)
