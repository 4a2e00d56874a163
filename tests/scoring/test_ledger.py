"""The ledger: written once, never changed, and the standings follow it through anything."""

import io
import json
import re
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from gameday.incidents import incidents
from gameday.live.changes import Change
from gameday.models import Activity, Transition
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


def after(seconds):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def told(monkeypatch):
    """Which teams are told that their points have changed."""
    news = []

    def tell(change, teams, *, gameday_id):
        news.append((change, sorted(teams), gameday_id))

    monkeypatch.setattr(ledger, "tell_teams", tell)
    return news


def written(**which):
    columns = ("gameday", "team", "kind", "points", "key", "incident", "reverses", "reason", "by", "at")
    return Entry.objects.values_list(*columns).get(**which)


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


def test_a_line_holds_what_it_was_given(gameday, team):
    incident = making.make_incident(team)
    assert pay(team, -7, "k7", kind="hint", incident=incident, now=after(3)) is True
    assert written() == (gameday.pk, team.pk, "hint", -7, "k7", incident.pk, None, "hay", "referee", after(3))


def test_a_line_without_an_incident_names_none(gameday, team):
    pay(team)
    assert written() == (gameday.pk, team.pk, "revenue", 10, "k1", None, None, "hay", "referee", NOW)


def test_the_first_line_of_all_counts(gameday, team):
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE scoring_entry_id_seq RESTART WITH 1")
    assert pay(team, 10) is True
    assert Entry.objects.get().pk == 1
    assert points_of(gameday) == {"Gilded Hooves": 10}


def test_a_practice_incident_moves_no_points(team):
    assert pay(team, incident=making.make_incident(team, practice=True)) is False
    assert Entry.objects.count() == 0


def test_a_lazy_reason_is_written_in_the_language_of_the_game_day(gameday, team):
    team.gameday.language = "fr"
    ledger.write_entry(team, "hint", -5, key="k", reason=_lazy("every team"), by="referee", now=NOW)
    with translation.override("fr"):
        assert Entry.objects.get().reason == str(_lazy("every team")) != "every team"


def test_what_is_too_long_for_its_column_is_cut(team):
    ledger.write_entry(team, "hint", -5, key="k", reason="x" * 301, by="y" * 101, now=NOW)
    assert (Entry.objects.get().reason, Entry.objects.get().by) == ("x" * 300, "y" * 100)


def test_the_teams_of_new_lines_are_told_and_nobody_else(gameday, team, rivals, told):
    pay(team)
    pay(team)
    pay(team, 0, "k2")
    assert told == [(Change.POINTS, [team.pk], gameday.pk)]


def test_a_rebuild_tells_every_team_and_how_many_there_are(gameday, team, rivals, told):
    assert ledger.rebuild_standings_of(gameday, NOW) == 2
    assert told == [(Change.POINTS, sorted([team.pk, rivals.pk]), gameday.pk)]


def test_a_rebuilt_standing_is_of_now(gameday, team):
    ledger.rebuild_standings_of(gameday, after(60))
    assert Standing.objects.get(team=team).updated_at == after(60)


def test_lines_that_are_new_are_returned_and_known_ones_are_not(gameday, team, rivals):
    pay(team, 3, "known")
    lines = [ledger.LedgerLine(row.pk, "revenue", 7, key, "hay") for row, key in [(team, "known"), (rivals, "new")]]
    assert [entry.key for entry in ledger.write_entries(gameday.pk, lines, by="referee", now=NOW)] == ["new"]
    assert points_of(gameday) == {"Gilded Hooves": 3, "Neigh Sayers": 7}


def test_what_another_game_day_writes_meanwhile_is_not_counted_here(gameday, team):
    elsewhere = making.make_team(making.running_gameday())
    arrived = []

    def meanwhile(execute, statement, *about):
        if statement.startswith("INSERT") and not arrived:
            arrived.append(statement)
            pay(elsewhere, 5, "elsewhere")
        return execute(statement, *about)

    line = ledger.LedgerLine(team.pk, "revenue", 7, "here", "hay")
    with connection.execute_wrapper(meanwhile):
        new = ledger.write_entries(gameday.pk, [line], by="referee", now=NOW)
    assert [entry.key for entry in new] == ["here"]
    assert Entry.objects.count() == 2


def test_a_writer_holds_the_ledger_of_its_game_day_until_the_transaction_ends(gameday, team):
    pay(team)
    with connection.cursor() as cursor:
        cursor.execute("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchall() == [(gameday.pk,)]


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


def test_an_adjustment_says_whether_it_was_written_and_has_a_key_of_its_own(gameday, team):
    assert ledger.adjust_points(team, 0, reason="nothing", by="walter", now=NOW) is False
    assert ledger.adjust_points(team, 5, reason="song", by="walter", now=after(2)) is True
    key = Entry.objects.get().key
    assert re.fullmatch(rf"adjustment:{team.pk}:[0-9a-f]{{16}}", key)
    assert written() == (gameday.pk, team.pk, "adjustment", 5, key, None, None, "song", "walter", after(2))


def test_a_reversal_says_what_it_takes_back(gameday, team):
    incident = making.make_incident(team)
    pay(team, -7, kind="hint", incident=incident)
    first = Entry.objects.get()
    ledger.reverse_entry(first, reason="It rained", by="walter", now=after(4))
    assert written(kind="reversal") == (
        gameday.pk,
        team.pk,
        "reversal",
        7,
        f"reversal:{first.pk}",
        incident.pk,
        first.pk,
        "It rained (was: hay)",
        "walter",
        after(4),
    )


def test_a_reversal_speaks_the_language_of_the_game_day(gameday, team):
    pay(team)
    entry = Entry.objects.get()
    entry.gameday.language = "fr"
    ledger.reverse_entry(entry, reason=_lazy("every team"), by="walter", now=NOW)
    with translation.override("fr"):
        told = str(_lazy("{reason} (was: {before})")).format(reason=_lazy("every team"), before="hay")
    assert Entry.objects.get(kind="reversal").reason == told != "every team (was: hay)"


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


def test_a_voided_incident_gives_back_only_the_revenue_that_was_lost_while_it_was_open(gameday, team):
    incident = making.make_incident(team, state="voided", ended_at=after(20))
    pay(team, -1, "a moment before", now=after(-1))
    pay(team, -2, "as it went live", now=NOW)
    pay(team, 4, "won meanwhile", now=after(5))
    pay(team, -8, "another kind", kind="adjustment", now=after(5))
    pay(team, -16, "as it ended", now=after(20))
    pay(team, -32, "a moment later", now=after(21))
    assert ledger.reverse_incidents(gameday.pk, [incident], by="walter", now=after(40)) == 2
    assert set(Entry.objects.filter(kind="reversal").values_list("reason", "by", "at")) == {
        ("“The sleepy shop” was voided (was: hay)", "walter", after(40))
    }
    assert set(Entry.objects.filter(kind="reversal").values_list("points", flat=True)) == {2, 16}


def test_an_incident_ended_when_it_ended_for_the_first_time(gameday, team):
    incident, other = (making.make_incident(team, state="voided", ended_at=after(50)) for _ in range(2))
    moves = [
        ("Incident", incident.pk, "voided", after(30)),
        ("Incident", incident.pk, "resolved", after(20)),
        ("Incident", incident.pk, "mitigated", after(4)),
        ("Incident", other.pk, "resolved", after(2)),
        ("Sandbox", incident.pk, "resolved", after(3)),
    ]
    for noun, row, new, at in moves:
        Transition.objects.create(noun=noun, row=row, old="live", new=new, at=at, by="Ada")
    for second in (1, 5, 15, 25, 35, 55):
        pay(team, -second, str(second), now=after(second))
    assert ledger.reverse_incidents(gameday.pk, [incident], by="walter", now=after(60)) == 3
    assert set(Entry.objects.filter(kind="reversal").values_list("points", flat=True)) == {1, 5, 15}


def test_an_incident_that_has_not_ended_cost_what_was_lost_until_now(gameday, team):
    incident = making.make_incident(team)
    for second in (5, 25):
        pay(team, -second, str(second), now=after(second))
    assert ledger.reverse_incidents(gameday.pk, [incident], by="walter", now=after(20)) == 1
    assert points_of(gameday) == {"Gilded Hooves": -25}


def test_an_incident_that_never_went_live_gives_its_own_lines_back(gameday, team):
    incident = making.make_incident(team, live_at=None)
    pay(team, -5, "hint", kind="hint", incident=incident)
    pay(team, -5, "lost")
    assert ledger.reverse_incidents(gameday.pk, [incident], by="walter", now=after(20)) == 1
    assert points_of(gameday) == {"Gilded Hooves": -5}


def test_voiding_takes_the_incident_out_of_those_resolved(gameday, team):
    incident = making.make_incident(team, state="resolved")
    ledger.rebuild_standings_of(gameday, NOW)
    type(incident).objects.update(state="voided")
    ledger.reverse_incidents(gameday.pk, [incident], by="walter", now=NOW)
    assert Standing.objects.get(team=team).resolved == 0


def test_each_of_two_voided_incidents_gives_its_own_lines_back(gameday, team):
    voided = [making.make_incident(team, state="voided", ended_at=after(20)) for _ in range(2)]
    for incident, points in zip(voided, (-3, -4), strict=True):
        pay(team, points, f"hint:{incident.pk}", kind="hint", incident=incident)
    assert ledger.reverse_incidents(gameday.pk, voided, by="walter", now=after(30)) == 2
    assert points_of(gameday) == {"Gilded Hooves": 0}


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
        "walter voids the revenue of every team from 09:00:05 to 09:00:20 UTC: The gateway fell over"
    )


def test_a_voided_window_is_written_down_with_who_and_when(gameday, team, rivals):
    pay(team, -5)
    window = NOW, after(1)
    ledger.void_window(gameday, *window, reason="It rained", by="walter", now=after(9), team=team)
    about = {"gameday": gameday, "team": team, "player": None, "public": False, "incident": None, "at": after(9)}
    row = Activity.objects.get(verb="voided", **about)
    assert row.text == "walter voids the revenue of Gilded Hooves from 09:00:00 to 09:00:01 UTC: It rained"
    assert written(kind="reversal")[-3:] == ("It rained (was: hay)", "walter", after(9))


def test_a_window_voided_for_all_belongs_to_no_team(gameday, team):
    pay(team, -5)
    ledger.void_window(gameday, NOW, after(1), reason="It rained", by="walter", now=NOW)
    assert Activity.objects.get(verb="voided").team is None


def test_a_refused_window_is_told_in_the_zone_of_the_game_day(gameday, team):
    gameday.time_zone = "Europe/Paris"
    with pytest.raises(Refused) as refusal:
        ledger.void_window(gameday, NOW, after(61), reason="It rained", by="walter", now=NOW)
    assert str(refusal.value) == (
        "Nothing was voided: from 11:00:00 to 11:01:01 Europe/Paris there is no revenue that still counts. "
        "Choose another time or team."
    )


def test_a_preview_counts_the_lines_of_each_team_in_the_order_of_the_game_day(gameday, team, rivals):
    first = making.make_team(gameday, name="First", position=0)
    for number, row in enumerate([team, rivals, team, first]):
        pay(row, number + 1, str(number))
    assert ledger.preview_window(gameday, NOW, after(1)) == [
        ledger.GivenBack("First", 1, -4),
        ledger.GivenBack("Gilded Hooves", 2, -4),
        ledger.GivenBack("Neigh Sayers", 1, -2),
    ]


def test_a_window_takes_nothing_from_another_game_day(gameday, team):
    pay(making.make_team(making.running_gameday()), -5, "other")
    pay(team, -5)
    assert ledger.void_window(gameday, NOW, after(1), reason="It rained", by="walter", now=NOW) == 1


def test_a_time_window_is_voided_for_one_team_and_only_once(gameday, team, rivals):
    pay(team, -5)
    pay(rivals, -5, "other")
    window = NOW, NOW + timedelta(seconds=1)
    void = partial(
        ledger.void_window, gameday, *window, reason="The gateway fell over", by="walter", now=NOW, team=team
    )
    assert void() == 1
    assert ledger.preview_window(gameday, *window, team) == []
    with pytest.raises(Refused, match="from 09:00:00 to 09:00:01 UTC there is no revenue that still counts"):
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
@settings(max_examples=15)
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
@settings(max_examples=6)
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
        (["--from", "soon", "--to", "later"], r"Or from \(UTC\): Enter a valid date/time."),
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
