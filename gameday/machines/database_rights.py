"""A host's own role in PostgreSQL: what a host does goes by it, and it can be taken away without changing anybody else's password.

It reads what its processes need, writes what they write, and owns nothing: it changes no table, and no line of the ledger.
"""

import secrets

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from psycopg2 import Error, sql
from psycopg2.extensions import encrypt_password

from scenarios.refusal import Refused

LONGEST_NAME = 63  # of anything in PostgreSQL
# Nothing of these; and of those nothing is written.
HIDDEN = ("gameday_hostinvitation",)
READ_ONLY = ("auth_", "axes_", "django_migrations", "django_content_type", "django_admin_log")


def role_of(host: str) -> str:
    """The name of the host's role: of this installation's database, since roles belong to the whole server."""
    return f"host_{host}_{settings.DATABASES['default']['NAME']}"[:LONGEST_NAME]


def may_make_roles() -> bool:
    """Whether the platform's own role may make others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def make_role(host: str) -> tuple[str, str]:
    """Make the role, or give it a new password: (name, password). Within a transaction."""
    name, password = role_of(host), secrets.token_urlsafe(24)
    with connection.cursor() as cursor:
        # As a hash, so that it stands in no log of the server
        hashed = encrypt_password(password, name, connection.connection, "scram-sha-256")
        verb = "ALTER" if _exists(name) else "CREATE"
        rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}"
        cursor.execute(sql.SQL(f"{verb} ROLE {{}} {rights}").format(sql.Identifier(name), sql.Literal(hashed)))
    grant_rights(name)
    return name, password


def grant_rights(name: str) -> None:
    """Everything that a host's processes need; repeated when there are new tables."""
    role, database = sql.Identifier(name), sql.Identifier(settings.DATABASES["default"]["NAME"])
    with connection.cursor() as cursor:

        def grant(words: str, what: sql.Composable) -> None:
            cursor.execute(sql.SQL(f"GRANT {words} {{}} TO {{}}").format(what, role))

        grant("CONNECT ON DATABASE", database)
        grant("USAGE ON SCHEMA", sql.Identifier("public"))
        grant("USAGE, SELECT ON ALL SEQUENCES IN SCHEMA", sql.Identifier("public"))
        for table in connection.introspection.table_names(cursor):
            if table not in HIDDEN:
                words = "SELECT" if table.startswith(READ_ONLY) else "SELECT, INSERT, UPDATE, DELETE"
                grant(f"{words} ON", sql.Identifier(table))


def grant_all_again() -> None:
    """After a migration: the roles that there are get rights on its tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"host\\_%\\_{_database()}"])
        for (name,) in cursor.fetchall():
            grant_rights(name)


def take_role_away(host: str) -> None:
    """End its connections and forget the role. Raises Refused where PostgreSQL does not let us."""
    name = role_of(host)
    if not _exists(name):
        return
    try:
        with connection.cursor() as cursor:
            role = sql.Identifier(name)
            cursor.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(role))
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [name])
            cursor.execute(sql.SQL("DROP OWNED BY {}").format(role))
            cursor.execute(sql.SQL("DROP ROLE {}").format(role))
    except Error as error:
        raise Refused(
            _(
                "PostgreSQL does not let Gameday take the role {role} away ({why}). Do it as its administrator: DROP ROLE."
            ).format(role=name, why=str(error).strip())
        ) from error


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        return cursor.fetchone() is not None


def _database() -> str:
    return str(settings.DATABASES["default"]["NAME"])
