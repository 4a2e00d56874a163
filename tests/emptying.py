"""How a test that commits ends: the tables in which it left rows are emptied.

Django's own way empties every table and then makes all content types and permissions anew, which takes longer than most tests.
"""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase

KEPT = {ContentType._meta.db_table, Permission._meta.db_table}  # as the migrations have left them


def empty_what_was_filled(*_: object) -> None:
    tables = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT]
    quoted = {name: connection.ops.quote_name(name) for name in tables}
    asked = " UNION ALL ".join(f"(SELECT '{name}' FROM {quoted[name]} LIMIT 1)" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        if filled := [quoted[name] for (name,) in cursor.fetchall()]:
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")  # what refers to them is among them, or empty


def let_tests_empty_the_ledger(sender, using, plan=(), **about):
    """The ledger refuses TRUNCATE, but not at the end of a test. UPDATE and DELETE stay refused."""
    if plan and sender.name == "scoring":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = 'scoring_entry_never_emptied'")
            if cursor.fetchone():
                cursor.execute("ALTER TABLE scoring_entry DISABLE TRIGGER scoring_entry_never_emptied")


post_migrate.connect(let_tests_empty_the_ledger)
TransactionTestCase._fixture_teardown = empty_what_was_filled
