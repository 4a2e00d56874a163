"""Makes the end of tests that commit faster: only the tables with rows are emptied.

Django's own way empties every table and creates all content types and permissions again: longer than most tests take.
"""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase

KEPT = {ContentType._meta.db_table, Permission._meta.db_table}  # as the migrations have filled them


def empty_what_was_filled(*_: object) -> None:
    tables = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT]
    quoted = {name: connection.ops.quote_name(name) for name in tables}
    asked = " UNION ALL ".join(f"(SELECT '{name}' FROM {quoted[name]} LIMIT 1)" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        if filled := [quoted[name] for (name,) in cursor.fetchall()]:
            # CASCADE takes no more rows with it: every table that refers to these is empty, or among them.
            cursor.execute(f"TRUNCATE {', '.join(filled)} CASCADE")


def let_tests_empty_the_ledger(sender, using, plan=(), **about):
    """The ledger refuses TRUNCATE, except at the end of a test. UPDATE and DELETE stay refused."""
    if plan and sender.name == "scoring":
        with connections[using].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = 'scoring_entry_never_emptied'")
            if cursor.fetchone():
                cursor.execute("ALTER TABLE scoring_entry DISABLE TRIGGER scoring_entry_never_emptied")


post_migrate.connect(let_tests_empty_the_ledger)
TransactionTestCase._fixture_teardown = empty_what_was_filled
