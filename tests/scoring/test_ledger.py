"""The ledger: written once, never changed, and the standings follow it through anything."""

import io
import json
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gameday.incidents import incidents
from gameday.models import Activity
from scenarios.refusal import Refused
from scoring.ledger import ledger, standings
from scoring.models import Entry, Standing
from tests import making
from tests.making import NOW


def pay(team, points=10, key="k1", kind="revenue", **options):
    return ledger.write_entry(
        team, kind, points, key=key, reason="hay", by="referee", now=options.pop("now", NOW), **options
    )


def points_of(gameday):
    return dict(Standing.objects.filter(gameday=gameday).values_list("team__name", "points"))


def in_threads(*verbs):
    """Run them at the same moment, each with its own database connection. Raises the first error."""
    start, wrong = threading.Barrier(len(verbs)), []

    def run(verb):
        try:
            start.wait()
            verb()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]


def test_a_line_moves_points_revenue_and_rank(gameday, team, rivals):
    assert pay(team, 10) is True
    assert pay(rivals, 30, key="k2", kind="objective") is True
    rows = Standing.objects.filter(gameday=gameday).values_list("team__name", "points", "revenue", "rank")
    assert list(rows) == [("Neigh Sayers", 30, 0, 1), ("Gilded Hooves", 10, 10, 2)]


def test_a_key_that_is_known_writes_nothing(gameday, team):
    assert [pay(team), pay(team)] == [True, False]
    assert points_of(gameday) == {"Gilded Hooves": 10}
    assert Entry.objects.count() == 1


def test_a_line_about_no_points_is_left_out(team):
    assert pay(team, 0) is False
    assert Entry.objects.count() == 0


def test_equal_points_share_a_place_and_the_next_one_is_skipped(gameday, team, rivals):
    third = making.make_team(gameday, name="Third")
    pay(team, 5, "a")
    pay(rivals, 5, "b")
    pay(third, 1, "c")
    ranks = dict(Standing.objects.values_list("team__name", "rank"))
    assert ranks == {"Gilded Hooves": 1, "Neigh Sayers": 1, "Third": 3}


def test_a_team_without_a_line_has_a_standing_too(gameday, team, rivals):
    pay(team, 5)
    assert points_of(gameday) == {"Gilded Hooves": 5, "Neigh Sayers": 0}


def test_a_hundred_lines_take_as_many_queries_as_one(gameday, team, django_assert_max_num_queries):
    teams = [making.make_team(gameday) for _ in range(100)]
    lines = [ledger.LedgerLine(row.pk, "revenue", 7, f"revenue:{row.pk}:1", "all happy") for row in teams]
    pay(team)
    with django_assert_max_num_queries(11):
        written = ledger.write_entries(gameday.pk, lines, by="referee", now=NOW)
    assert sorted((entry.team_id, entry.points) for entry in written) == sorted((row.pk, 7) for row in teams)
    assert standings.verify_standings(gameday) == []


@pytest.mark.parametrize("verb", [lambda rows: rows.update(points=1), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_or_delete_a_line(team, verb):
    pay(team)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        verb(Entry.objects.all())
    assert Entry.objects.get().points == 10


def test_a_game_day_with_a_ledger_is_not_deleted_by_the_way(gameday, team):
    pay(team)
    gameday.delete()
    with pytest.raises(IntegrityError, match="scoring_entry"):
        connection.check_constraints()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE scoring_entry SET kind = 'hint'",
        "DELETE FROM scoring_entry",
        "DELETE FROM scoring_entry WHERE gameday_id = current_setting('gameday.erasing')::int",
        "TRUNCATE scoring_entry",
        "TRUNCATE gameday_gameday CASCADE",
    ],
)
def test_no_statement_gets_anything_out_of_the_ledger(gameday, team, statement):
    pay(team)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE scoring_entry ENABLE TRIGGER scoring_entry_never_emptied")  # see tests/emptying.py
        cursor.execute("SELECT set_config('gameday.erasing', %s, true)", [str(gameday.pk)])  # this once allowed it
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert Entry.objects.get().points == 10


def test_the_database_refuses_a_kind_that_nobody_knows(team):
    with pytest.raises(IntegrityError, match="an_entry_is_of_a_known_kind"), transaction.atomic():
        pay(team, kind="recettes")
    assert Entry.objects.count() == 0


def test_two_equal_adjustments_are_two_lines(gameday, team):
    for _ in range(2):
        ledger.adjust_points(team, -5, reason="glitter on the bridge", by="walter", now=NOW)
    assert points_of(gameday) == {"Gilded Hooves": -10}
    assert set(Entry.objects.values_list("kind", "by", "reason")) == {("adjustment", "walter", "glitter on the bridge")}


def test_a_reversal_is_a_new_line_and_happens_once(gameday, team):
    pay(team)
    entry = Entry.objects.get()
    assert ledger.reverse_entry(entry, reason="It rained", by="walter", now=NOW) is True
    assert ledger.reverse_entry(entry, reason="It rained again", by="walter", now=NOW) is False
    assert points_of(gameday) == {"Gilded Hooves": 0}
    assert Standing.objects.get(team=team).revenue == 0
    assert list(Entry.objects.values_list("kind", "points", "reverses")) == [
        ("revenue", 10, None),
        ("reversal", -10, entry.pk),
    ]


def test_a_voided_incident_gives_back_what_it_brought_and_what_its_faults_cost(gameday, team, rivals):
    incident = making.make_incident(team, now=NOW)
    pay(team, 8, "before", now=NOW - timedelta(seconds=5))
    pay(team, -5, "during", now=NOW + timedelta(seconds=5))
    pay(rivals, -5, "another team", now=NOW + timedelta(seconds=5))
    pay(team, 20, "won", kind="objective", incident=incident, now=NOW + timedelta(seconds=9))
    pay(team, -10, "hint", kind="hint", incident=incident, now=NOW + timedelta(seconds=9))
    incidents.void_incident(incident, why="wrong cable", by="walter", now=NOW + timedelta(seconds=20))
    pay(team, -3, "after", now=NOW + timedelta(seconds=30))
    later = NOW + timedelta(seconds=40)
    assert ledger.reverse_incidents(gameday.pk, [incident], by="walter", now=later) == 3
    assert ledger.reverse_incidents(gameday.pk, [incident], by="walter", now=later) == 0
    assert points_of(gameday) == {"Gilded Hooves": 5, "Neigh Sayers": -5}


def test_two_voided_incidents_that_burned_together_give_back_what_they_cost_once(gameday, team):
    ended = NOW + timedelta(seconds=20)
    voided = [making.make_incident(team, now=NOW, state="voided", ended_at=ended) for _ in range(2)]
    pay(team, -5, "during", now=NOW + timedelta(seconds=5))
    assert ledger.reverse_incidents(gameday.pk, voided, by="walter", now=NOW) == 1
    assert points_of(gameday) == {"Gilded Hooves": 0}


def test_a_time_window_is_voided_for_everybody(gameday, team, rivals):
    for second, key in ((0, "a"), (10, "b"), (20, "c")):
        pay(team, -5, key, now=NOW + timedelta(seconds=second))
    pay(rivals, 8, "d", now=NOW + timedelta(seconds=10))
    pay(team, 20, "objective", kind="objective", now=NOW + timedelta(seconds=10))
    window = NOW + timedelta(seconds=5), NOW + timedelta(seconds=20)
    assert ledger.preview_window(gameday, *window) == [
        ledger.GivenBack("Gilded Hooves", 1, 5),
        ledger.GivenBack("Neigh Sayers", 1, -8),
    ]
    assert ledger.void_window(gameday, *window, reason="The gateway fell over", by="walter", now=NOW) == 2
    assert points_of(gameday) == {"Gilded Hooves": 10, "Neigh Sayers": 0}
    assert Activity.objects.get(verb="voided").text == (
        "walter voids the revenue of every team from 09:00:05 to 09:00:20: The gateway fell over"
    )


def test_a_time_window_is_voided_for_one_team_and_only_once(gameday, team, rivals):
    pay(team, -5)
    pay(rivals, -5, "other")
    window = NOW, NOW + timedelta(seconds=1)
    void = partial(
        ledger.void_window, gameday, *window, reason="The gateway fell over", by="walter", now=NOW, team=team
    )
    assert void() == 1
    assert ledger.preview_window(gameday, *window, team) == []
    with pytest.raises(Refused, match="from 09:00:00 to 09:00:01 there is no revenue that still counts"):
        void()
    assert points_of(gameday) == {"Gilded Hooves": 0, "Neigh Sayers": -5}
    assert Activity.objects.filter(verb="voided").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_neither_lose_a_point_nor_wait_for_ever(gameday, team, rivals):
    def storm(me, other):
        for number in range(15):
            pay(me, 1, f"{me.pk}:{number}")
            pay(other, 1, f"shared:{number}")

    in_threads(*[lambda me=me, other=other: storm(me, other) for me, other in [(team, rivals), (rivals, team)] * 2])
    assert points_of(gameday)["Gilded Hooves"] + points_of(gameday)["Neigh Sayers"] == 45
    assert standings.verify_standings(gameday) == []


@pytest.mark.django_db(transaction=True)
def test_one_key_from_six_threads_is_written_once(gameday, team):
    in_threads(*[lambda: pay(team, 10)] * 6)
    assert points_of(gameday) == {"Gilded Hooves": 10}


Operation = st.tuples(
    st.sampled_from(["write", "adjust", "reverse", "again", "rebuild"]), st.integers(0, 2), st.integers(-20, 20)
)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=st.lists(Operation, max_size=14))
def test_standings_are_the_ledger_after_any_sequence(clean_redis, operations):
    sid = transaction.savepoint()
    gameday = making.running_gameday()
    teams = [making.make_team(gameday) for _ in range(3)]
    for number, (verb, which, points) in enumerate(operations):
        lines = list(Entry.objects.filter(gameday=gameday))
        if verb == "write":
            pay(teams[which], points, f"{gameday.pk}:{number}")
        elif verb == "again" and lines:
            pay(teams[which], points, lines[points % len(lines)].key)
        elif verb == "adjust":
            ledger.adjust_points(teams[which], points, reason="mood", by="walter", now=NOW)
        elif verb == "reverse" and lines:
            ledger.reverse_entry(lines[points % len(lines)], reason="back", by="walter", now=NOW)
        elif verb == "rebuild":
            ledger.rebuild_standings_of(gameday, NOW)
        assert standings.verify_standings(gameday) == []
    totals = {team.pk: sum(line.points for line in Entry.objects.filter(team=team)) for team in teams}
    assert dict(Standing.objects.filter(gameday=gameday).values_list("team", "points")).items() <= totals.items()
    transaction.savepoint_rollback(sid)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=st.lists(st.lists(Operation, min_size=1, max_size=6), min_size=2, max_size=4))
def test_standings_are_the_ledger_under_any_interleaving_of_threads(clean_redis, plans):
    gameday = making.running_gameday()
    teams = [making.make_team(gameday) for _ in range(3)]

    def play(plan):
        for verb, which, points in plan:
            line = Entry.objects.filter(gameday=gameday).order_by("?").first()
            if verb in ("write", "again"):
                pay(teams[which], points, f"{gameday.pk}:{verb}:{which}:{points}")
            elif verb == "adjust":
                ledger.adjust_points(teams[which], points, reason="mood", by="walter", now=NOW)
            elif verb == "reverse" and line:
                ledger.reverse_entry(line, reason="back", by="walter", now=NOW)
            elif verb == "rebuild":
                ledger.rebuild_standings_of(gameday, NOW)

    in_threads(*[lambda plan=plan: play(plan) for plan in plans])
    assert standings.verify_standings(gameday) == []


def test_verify_finds_a_standing_that_was_tampered_with_and_rebuild_mends_it(gameday, team, rivals):
    pay(team, 10)
    Standing.objects.filter(team=team).update(points=99, rank=7)
    with pytest.raises(CommandError, match="2 standings differ"):
        call_command("ledger", "verify", gameday.slug, stdout=io.StringIO())
    call_command("ledger", "rebuild", gameday.slug, stdout=io.StringIO())
    told = io.StringIO()
    call_command("ledger", "verify", "--json", stdout=told)
    assert json.loads(told.getvalue()) == {"gameday": gameday.slug, "mismatches": []}


def spoil(**changes):
    """Add a line that no function writes, without the database's own check."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE scoring_entry DROP CONSTRAINT an_entry_is_of_a_known_kind")
    values = {"kind": "revenue", "points": 7, "key": "spoiled", "reason": "hay", "by": "referee", "at": NOW}
    return Entry.objects.create(**values | changes)


def test_verify_names_a_line_of_a_kind_that_nobody_knows(gameday, team):
    pay(team, 10)
    line = spoil(gameday=gameday, team=team, kind="recettes")
    ledger.rebuild_standings_of(gameday, NOW)
    told = io.StringIO()
    with pytest.raises(
        CommandError, match=r"^1 lines of the ledger are wrong. `ledger rebuild` does not change them.$"
    ):
        call_command("ledger", "verify", gameday.slug, stdout=told)
    assert told.getvalue() == (
        f"{gameday.slug}: Gilded Hooves: line {line.pk} is of the unknown kind “recettes”; "
        "there are revenue, objective, speed, hint, adjustment, reversal, reset.\n"
    )


def test_verify_finds_revenue_that_no_standing_counts(gameday, team):
    pay(team, 10)
    spoil(gameday=gameday, team=team)
    assert standings.verify_standings(gameday) == [
        standings.Mismatch("Gilded Hooves", "points", 10, 17),
        standings.Mismatch("Gilded Hooves", "revenue", 10, 17),
    ]


def test_verify_names_reversals_that_are_not_the_opposite_of_a_line(gameday, team):
    pay(team, 10)
    first = Entry.objects.get()
    lost = spoil(gameday=gameday, team=team, kind="reversal")
    short = Entry.objects.create(
        gameday=gameday,
        team=team,
        kind="reversal",
        points=-9,
        key="short",
        reverses=first,
        reason="hay",
        by="x",
        at=NOW,
    )
    other = Entry.objects.create(
        gameday=gameday, team=team, kind="hint", points=-7, key="other", reverses=lost, reason="hay", by="x", at=NOW
    )
    assert [(each.line, each.problem) for each in standings.wrong_lines(gameday)] == [
        (lost.pk, "is a reversal and takes no line back"),
        (short.pk, f"is not the opposite of line {first.pk}, which it takes back"),
        (other.pk, f"takes line {lost.pk} back and is of the kind “hint”"),
    ]


def void(gameday, *words):
    """What `manage.py ledger void` prints."""
    told = io.StringIO()
    call_command("ledger", "void", gameday.slug, *words, "--reason", "The gateway fell over", stdout=told)
    return told.getvalue()


def test_the_command_line_voids_a_window_and_says_beforehand_what_that_is(gameday, team, rivals):
    now = timezone.now()
    pay(team, -5, now=now - timedelta(minutes=3))
    pay(rivals, 8, "other", now=now - timedelta(minutes=3))
    told = "Gilded Hooves: 1 lines, +5 points\nNeigh Sayers: 1 lines, -8 points\n"
    assert void(gameday, "--minutes", "5", "--dry-run") == told + "Nothing was changed.\n"
    assert points_of(gameday) == {"Gilded Hooves": -5, "Neigh Sayers": 8}
    only = void(gameday, "--minutes", "5", "--team", "Gilded Hooves")
    assert only == f"Gilded Hooves: 1 lines, +5 points\n{gameday.slug}: 1 lines were given back.\n"
    start, end = (now - timedelta(minutes=minutes) for minutes in (4, 2))
    assert "-8 points" in void(gameday, "--from", start.isoformat(), "--to", end.isoformat())
    assert points_of(gameday) == {"Gilded Hooves": 0, "Neigh Sayers": 0}
    assert set(Entry.objects.filter(kind="reversal").values_list("by", flat=True)) == {"the command line"}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--minutes", "5"], "there is no revenue that still counts"),
        (["--minutes", "5", "--dry-run"], "there is no revenue that still counts"),
        ([], "Give either the last minutes, or both moments."),
        (["--from", "2031-05-17T09:00"], "Give either the last minutes, or both moments."),
        (["--from", "soon", "--to", "later"], "Or from: Enter a valid date/time."),
        (["--from", "2021-05-17T09:00", "--to", "2021-05-17T08:00"], "has to begin before it ends"),
        (["--from", "2021-05-17T09:00", "--to", "2999-05-17T08:00"], "to end by now"),
        (["--minutes", "5", "--team", "Nobody"], "has no team Nobody"),
    ],
)
def test_the_command_line_refuses_a_window_in_words(gameday, team, words, why):
    with pytest.raises(CommandError, match=why):
        void(gameday, *words)


def test_an_unknown_game_day_is_said_in_one_sentence(db):
    with pytest.raises(CommandError, match="There is no game day hay"):
        call_command("ledger", "verify", "hay")


def test_rebuild_counts_what_was_resolved(gameday, team):
    making.make_incident(team, state="resolved")
    making.make_incident(team, state="expired")
    ledger.rebuild_standings_of(gameday, NOW)
    assert Standing.objects.get(team=team).resolved == 1
