"""Whatever facilitators, players and the clock do in whatever order: what has to hold of every day holds after each act."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from gameday import states
from gameday.event import gaps, lifecycle, rounds
from gameday.incidents import incidents
from gameday.models import Activity, GameDay, Incident, Injection, Player, Sandbox, Team, Transition
from gameday.models.choices import (
    ENDED,
    IN_FORCE,
    INSIDE,
    OPEN,
    OVER,
    PENDING,
    Actor,
    GameDayState,
    IncidentState,
    Noun,
)
from gameday.people import players, removing, seats
from gameday.sandboxes import provisioning
from scenarios.refusal import Refused
from scoring.board import snapshot
from scoring.help import hints, refunds
from scoring.ledger import ledger, standings
from scoring.models import Entry, EntryKind, HintTaken, Objective, Standing
from scoring.referee import evaluation, objectives, tick
from tests import emptying
from tests.gameday.conftest import Day, begin_day, build_at_once, fresh, make_draft, scenario_of
from tests.making import DOCUMENT, make_player

EXAMPLES, ACTS = 8, 20
SECOND = timedelta(seconds=1)
BY = "walter"
which = st.integers(0, 5)  # of several rows one


class AnyDay(RuleBasedStateMachine):
    """A day of two teams with two people each, from its start on, on an engine in memory. Each act takes a second."""

    def __init__(self, begin: Callable[[], Day]) -> None:
        super().__init__()
        self.day = begin()
        self.gameday = make_draft()
        build_at_once(self.day, self.gameday)
        for team in self.gameday.teams.all():
            make_player(team), make_player(team, "ops")
        GameDay.objects.update(state=GameDayState.LOBBY)
        self.scenario = scenario_of(objectives=DOCUMENT["objectives"][:1])  # an answer resolves it
        self.gameday.rounds.update(scenario=self.scenario)
        lifecycle.start_gameday(self.now_day(), by=BY, now=self.day.now)
        self.paid = 0
        self.seen: dict[str, int] = {}  # what the public saw when the scores were frozen

    # The clock, the customers ----------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 5, 30, 120, 700, 3600]))
    def time_passes(self, seconds):
        still, deadlines = self.now_day().paused_at, self.deadlines()
        elapsed = self.now_day().elapsed(self.day.now)
        self.day.tick(seconds)
        self.referee_looks()
        if still and self.now_day().paused_at == still:
            assert self.now_day().elapsed(self.day.now) == elapsed
            assert self.deadlines() == deadlines

    @rule(seconds=st.sampled_from([20, 600]))
    def nobody_ticks_for_a_while(self, seconds):
        self.day.nap(seconds)
        assert not self.now_day().is_running or timedelta(seconds=seconds) <= gaps.LONGEST_HICCUP
        self.referee_looks()

    @precondition(lambda self: self.now_day().is_running)
    @rule()
    def customers_pay(self):
        self.paid += 1
        burning = set(Incident.objects.filter(state__in=OPEN).values_list("team", flat=True))
        self.day.now += SECOND
        lines = [
            ledger.LedgerLine(
                team, EntryKind.REVENUE, -7 if team in burning else 10, f"revenue:{team}:{self.paid}", "hay"
            )
            for team in self.gameday.team_ids()
        ]
        written = [
            len(ledger.write_entries(self.gameday.pk, lines, by=Actor.REFEREE, now=self.day.now)) for _ in range(2)
        ]
        assert written == [len(lines), 0]

    def referee_looks(self):
        evaluation.prepare_objectives(self.day.now)
        tick.reverse_voided_incidents(self.day.now)
        refunds.refund_removed_players(self.day.now)

    # The whole day ---------------------------------------------------------------------------------------------------

    @rule()
    def pause(self):
        self.act(lambda **by: lifecycle.pause_gameday(self.now_day(), **by))

    @rule()
    def resume(self):
        paused_at, deadlines = self.now_day().paused_at, self.deadlines()
        if self.act(lambda **by: lifecycle.resume_gameday(self.now_day(), **by)) and paused_at:
            passed = self.day.now - paused_at
            assert self.deadlines() == {row: moment + passed for row, moment in deadlines.items()}

    @rule()
    def freeze(self):
        if self.act(lambda **by: lifecycle.freeze_scores(self.now_day(), **by)):
            self.seen = self.seen if self.seen else self.public_points()

    @rule()
    def reveal(self):
        self.act(lambda **by: lifecycle.reveal_scores(self.now_day(), **by))
        self.seen = {}
        self.day.now += timedelta(minutes=1)  # until it is told

    @rule(team=st.sampled_from([None, 0, 1]))
    def halt(self, team):
        self.act(lambda **by: lifecycle.halt_faults(self.now_day(), team=self.team(team), **by))
        self.day.work()
        there = Incident.objects.exclude(state=IncidentState.SCHEDULED)
        there = there if team is None else there.filter(team=self.team(team))
        assert not there.exclude(state__in=ENDED).exists()
        assert not Injection.objects.filter(incident__in=there, state__in=IN_FORCE).exists()

    @rule(team=st.sampled_from([None, 0, 1]))
    def release(self, team):
        self.act(lambda **by: lifecycle.release_halt(self.now_day(), team=self.team(team), **by))

    @rule(swapped=st.booleans())
    def swap_seats(self, swapped):
        self.act(lambda **by: seats.swap_seats(self.now_day(), swapped=swapped, **by))

    @rule(sure=which)
    def finish(self, sure):
        if sure == 0:
            self.act(lambda **by: lifecycle.finish_gameday(self.now_day(), **by))

    # Incidents -------------------------------------------------------------------------------------------------------

    @rule(team=st.sampled_from([None, 0, 1]))
    def open_scenario(self, team):
        self.act(lambda **by: incidents.open_scenario_now(self.now_day(), self.scenario, team=self.team(team), **by))
        self.time_passes(2)

    @rule()
    def open_round(self):
        self.act(
            lambda **by: rounds.open_round_now(self.gameday.rounds.select_related("gameday", "scenario").get(), **by)
        )

    @rule(which=which)
    def heal(self, which):
        self.on(Incident.objects.all(), which, incidents.heal_incident_now)

    @rule(which=which)
    def void(self, which):
        self.on(Incident.objects.all(), which, lambda row, **by: incidents.void_incident(row, why="It rained", **by))

    @rule(which=which)
    def acknowledge(self, which):
        self.on(
            Incident.objects.filter(state__in=OPEN),
            which,
            lambda row, by, now: incidents.acknowledge_incident(row, row.team.players.first(), now=now),
        )

    @rule(which=which)
    def answer(self, which):
        self.on(
            Objective.objects.filter(incident__state__in=OPEN).select_related("incident__gameday", "incident__team"),
            which,
            lambda row, by, now: objectives.answer_objective(
                row, "storefront", player=row.incident.team.players.filter(role="dev").first(), now=now
            ),
        )

    @rule(which=which, rung=st.integers(0, 2))
    def give_hint(self, which, rung):
        self.on(Incident.objects.all(), which, lambda row, **by: hints.give_hint(row, rung, **by))

    @rule(which=which)
    def withdraw_hint(self, which):
        self.on(HintTaken.objects.select_related("incident__scenario"), which, hints.withdraw_hint)

    @rule(which=which)
    def unlock_hint(self, which):
        self.on(
            Incident.objects.filter(state__in=OPEN),
            which,
            lambda row, by, now: hints.take_hint(row, 0, player=row.team.players.first(), now=now),
        )

    # Points ----------------------------------------------------------------------------------------------------------

    @rule(team=st.integers(0, 1), points=st.integers(-50, 50))
    def adjust(self, team, points):
        self.act(lambda **by: ledger.adjust_points(self.team(team), points, reason="mood", **by))

    @rule(which=which)
    def undo_adjustment(self, which):
        rows = Entry.objects.filter(kind=EntryKind.ADJUSTMENT).select_related("gameday")
        self.on(rows, which, lambda row, **by: ledger.reverse_entry(row, reason="taken back", **by))

    @rule(minutes=st.sampled_from([1, 30]), team=st.sampled_from([None, 0, 1]))
    def void_window(self, minutes, team):
        self.act(
            lambda by, now: ledger.void_window(
                self.gameday, now - timedelta(minutes=minutes), now, team=self.team(team), reason="rain", by=by, now=now
            )
        )

    @rule()
    def rebuild_the_standings(self):
        before = self.all_standings()
        ledger.rebuild_standings_of(self.gameday, self.day.now)
        assert self.all_standings() == before

    # People and machines ---------------------------------------------------------------------------------------------

    @rule(which=which, team=st.sampled_from([0, 1]))
    def move_player(self, which, team):
        self.on(Player.objects.all(), which, lambda row, **by: players.move_player(row, self.team(team), **by))

    @rule(which=which)
    def remove_player(self, which):
        if Player.objects.count() > 3:
            self.on(Player.objects.all(), which, lambda row, **by: removing.remove_players([row], **by))

    @rule()
    def let_back_in(self):
        self.act(lambda **by: removing.let_back_in(Player.everybody.filter(removed_at__isnull=False), **by))

    @rule(team=st.integers(0, 1))
    def rebuild_sandbox(self, team):
        self.act(lambda **by: provisioning.rebuild_sandbox(self.team(team), **by))
        self.day.work()

    # What always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def the_standings_are_the_ledger(self):
        assert standings.verify_standings(self.gameday) == []

    @invariant()
    def every_state_was_reached_by_moves_of_the_table(self):
        moved: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for noun, row, old, new in Transition.objects.order_by("pk").values_list("noun", "row", "old", "new"):
            assert new in states.MOVES[Noun(noun)][old]
            moved[noun, row].append((old, new))
        there = {
            (model.__name__, pk): state
            for model in (GameDay, Sandbox, Incident, Injection)
            for pk, state in model.objects.values_list("pk", "state")
        }
        for where, moves in moved.items():
            assert [new for _old, new in moves] == [*(old for old, _new in moves[1:]), there[where]], where

    @invariant()
    def a_frozen_board_shows_no_point_that_came_later(self):
        gameday = self.now_day()
        if gameday.frozen_at and not gameday.revealed_at:
            assert self.public_points() == self.seen

    def teardown(self):
        """After the end everything is over, everything is out, and what was voided is worth nothing."""
        try:
            lifecycle.finish_gameday(self.now_day(), by=BY, now=self.day.now)
            for _ in range(3):
                self.time_passes(30)
            assert self.now_day().state in OVER
            assert not Incident.objects.filter(state__in=(*PENDING, *OPEN)).exists()
            assert not Injection.objects.filter(state__in=IN_FORCE).exists()
            for team in self.gameday.teams.all():
                assert set(self.day.box(team).statuses.values()) == {"running"}
            voided = Entry.objects.filter(incident__state=IncidentState.VOIDED)
            assert not voided.aggregate(total=Sum("points"))["total"]
            self.every_state_was_reached_by_moves_of_the_table()
            self.rebuild_the_standings()
        finally:
            emptying.delete_all_rows()

    # Shared ----------------------------------------------------------------------------------------------------------

    def act(self, verb: Callable[..., Any]) -> bool:
        """Do it a second later. What is refused has changed nothing; says whether it was done."""
        self.day.now += SECOND
        before = self.written()
        try:
            verb(by=BY, now=self.day.now)
        except Refused:
            assert self.written() == before
            return False
        return True

    def on(self, rows: Any, which: int, verb: Callable[..., Any]) -> None:
        found = list(rows.order_by("pk"))
        if found:
            self.act(lambda **by: verb(found[which % len(found)], **by))

    def written(self) -> list[Any]:
        """What any act leaves behind: a line, a move, a point, a hint, or another column of the day or its teams."""
        appended = [table.objects.count() for table in (Activity, Transition, Entry, HintTaken)]
        return [*appended, *GameDay.objects.values(), *Team.objects.order_by("pk").values()]

    def now_day(self) -> GameDay:
        return fresh(self.gameday)

    def team(self, place: int | None) -> Team | None:
        return None if place is None else self.gameday.teams.order_by("pk")[place]

    def deadlines(self) -> dict[tuple[str, int], Any]:
        burning = Incident.objects.filter(state__in=OPEN).values_list("pk", "expires_at")
        inside = Injection.objects.filter(state__in=INSIDE).values_list("pk", "deadline")
        return {("incident", pk): at for pk, at in burning} | {("fault", pk): at for pk, at in inside}

    def public_points(self) -> dict[str, int]:
        shown = snapshot.board_snapshot(self.now_day(), self.day.now)
        return {team["name"]: team["points"] for team in shown["teams"]}

    def all_standings(self) -> set[tuple[Any, ...]]:
        """Of the teams that have something. Their ranks are verified with the rest."""
        rows = Standing.objects.filter(gameday=self.gameday).exclude(points=0, revenue=0, resolved=0)
        return set(rows.values_list("team", "points", "revenue", "resolved"))


@pytest.mark.django_db(transaction=True)
def test_whatever_is_done_in_whatever_order_the_day_stays_right(settings_of_django, monkeypatch):
    bounded = settings(
        max_examples=EXAMPLES,
        stateful_step_count=ACTS,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],  # a day takes a second: too long to look for a shorter one that fails, too
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: AnyDay(lambda: begin_day(settings_of_django, monkeypatch)), settings=bounded)


@pytest.fixture
def settings_of_django(settings):
    """Beside hypothesis' settings."""
    return settings
