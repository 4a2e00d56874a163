"""The migrations of the ledger, on rows as a game day in French has left them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from scoring.ledger import ledger, standings
from scoring.models import Entry, Standing
from tests.making import NOW

SPOILED = [  # kind, points, index of the line that it takes back -> kind afterwards
    ("recettes", 10, None, "revenue"),
    ("recettes", -5, None, "revenue"),
    ("objective", 20, None, "objective"),
    ("contre-passation", 5, 1, "reversal"),
    ("objectif", 1, None, "objective"),
    ("indice", -2, None, "hint"),
]


def migrate(name=None):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the rows of this test wait for their checks
    call_command("migrate", "scoring", *[name] if name else [], verbosity=0)


@pytest.fixture
def before(gameday, team):
    """The ledger as it was before kinds were checked, with the lines of a game day in French."""
    standings.ensure_standings(gameday.pk, NOW)
    migrate("0003_tick")
    lines = []
    for number, (kind, points, reverses, _) in enumerate(SPOILED):
        back = None if reverses is None else lines[reverses]
        lines.append(written(team, kind, points, f"k{number}", back))
    Standing.objects.update(points=29)
    return lines


def written(team, kind, points, key, reverses=None):
    return Entry.objects.create(
        gameday=team.gameday,
        team=team,
        kind=kind,
        points=points,
        key=key,
        reverses=reverses,
        reason="foin",
        by="referee",
        at=NOW,
    )


def test_translated_kinds_are_mended_unless_nobody_knows_what_one_means(gameday, team, before):
    a_kind_that_nobody_knows_stops_it_and_nothing_is_changed(gameday, team)
    migrate()
    assert [entry.kind for entry in Entry.objects.all()] == [kind for *_, kind in SPOILED]
    assert Standing.objects.get(team=team).revenue == 10
    assert standings.verify_standings(gameday) == []
    afterwards_the_ledger_is_append_only_and_knows_its_kinds(team)


def a_kind_that_nobody_knows_stops_it_and_nothing_is_changed(gameday, team):
    point = transaction.savepoint()
    line = written(team, "Heu", 3, "hay")
    with pytest.raises(CommandError) as stopped, transaction.atomic():
        migrate()
    assert str(stopped.value) == (
        f"The ledger has lines of a kind that nobody knows: line {line.pk} of {gameday.slug} is “Heu”. Nothing was "
        "changed. Say in MEANT of scoring/migrations/0004_entry_kind_is_a_code.py which of revenue, objective, speed, "
        "hint, adjustment, reversal, reset each of them is, and migrate again."
    )
    assert Entry.objects.filter(kind="recettes").count() == 2
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(kind="revenue")
    transaction.savepoint_rollback(point)


def afterwards_the_ledger_is_append_only_and_knows_its_kinds(team):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(kind="revenue")
    with pytest.raises(DatabaseError, match="an_entry_is_of_a_known_kind"), transaction.atomic():
        written(team, "recettes", 1, "new")
    assert ledger.write_entry(team, "revenue", 1, key="new", reason="hay", by="referee", now=NOW)


def test_undoing_it_lets_a_whole_game_day_be_erased_again(gameday, before):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('gameday.erasing', %s, true)", [str(gameday.pk)])
    assert Entry.objects.filter(reverses__isnull=False).delete()[0] == 1
