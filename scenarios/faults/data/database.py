"""Faults of the database: an index is missing (slow), a lock is held (lock), a read never ends (read), all
connections are taken (pool), a table is emptied (drop)."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.sandbox.base import EngineError

NAME = r"^[a-z_][a-z0-9_]*$"


def sql(call: Call, statement: str, timeout: float = 60.0, *, role: str = "") -> str:
    """Run SQL as the superuser, all or nothing, in the target's container or `role`'s. Returns the rows, unaligned.
    Raises EngineError. `timeout` in seconds."""
    return must(call, ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement], role=role, timeout=timeout)


class SlowArguments(Arguments):
    """`index`: the index that is dropped."""

    index: str = Field(pattern=NAME)


class Slow:
    kind: ClassVar[str] = "db.slow"
    title: ClassVar[str] = "An index is missing"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = SlowArguments

    def plan(self, call: Call) -> dict[str, Any]:
        found = sql(
            call, f"SELECT tablename || '|' || indexdef FROM pg_indexes WHERE indexname = '{call.arguments.index}'"
        )
        if not found:
            raise EngineError(f"There is no index {call.arguments.index} to drop.")
        table, definition = found.split("|", 1)
        return {"table": table, "definition": definition, "columns": definition.rsplit(" USING ", 1)[1]}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        sql(call, f"SET lock_timeout = '10s'; DROP INDEX IF EXISTS {call.arguments.index}")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.healed(call, recipe)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        if not self.healed(call, recipe):
            sql(call, recipe["definition"])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is there a valid index over the same columns, under any name?"""
        found = sql(
            call,
            "SELECT count(*) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
            f"WHERE t.relname = '{recipe['table']}' AND i.indisvalid "
            f"AND position($unicorn${recipe['columns'].rstrip(')')}$unicorn$ in pg_get_indexdef(i.indexrelid)) > 0",
        )
        return found != "0"


class SessionFault:
    """Sessions that hold something until they are ended. Each ends by itself after the TTL."""

    kind: ClassVar[str]
    title: ClassVar[str]
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]]

    def plan(self, call: Call) -> dict[str, Any]:
        return {}

    def _application(self, call: Call) -> str:
        return f"nightly-report-{call.handle}"

    def _sessions(self, call: Call) -> int:
        return int(
            sql(call, f"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{self._application(call)}'")
        )

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._sessions(call) > 0

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        # one letter in brackets, so that the pattern does not match the pkill command itself
        call.sandbox.exec(call.target, ["pkill", "-KILL", "-f", f"[n]ightly-report-{call.handle}"])
        sql(
            call,
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
            f"WHERE application_name = '{self._application(call)}'",
        )

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._sessions(call) == 0


class LockArguments(Arguments):
    """`table`: the table that nobody else can use."""

    table: str = Field(pattern=NAME)


class Lock(SessionFault):
    kind = "db.lock"
    title = "A forgotten transaction holds a lock"
    Arguments: ClassVar[type[Arguments]] = LockArguments

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if self._sessions(call):
            return
        work = f"BEGIN; LOCK TABLE {call.arguments.table} IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep({call.ttl:.0f})"
        call.sandbox.spawn(call.target, ["psql", "-Xq", f"application_name={self._application(call)}", "-c", work])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        held = sql(
            call,
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
            f"WHERE a.application_name = '{self._application(call)}' AND l.mode = 'AccessExclusiveLock' AND l.granted",
        )
        return held != "0"


class ReadArguments(Arguments):
    """`table`: the table that is read, and whose structure cannot be changed meanwhile. `again`: if the read is
    ended, it starts again after so many seconds; 0: it does not."""

    table: str = Field(pattern=NAME)
    again: int = Field(default=0, ge=0, le=600)


# The read, and with `again` the next one after it, until the TTL is over.
REPORT = """end=$((SECONDS + $3))
while psql -Xq "$1" -c "$2"; [ "$4" -gt 0 ] && [ $SECONDS -lt $end ]; do sleep "$4"; done"""


# Each place where a lock_timeout is set, as "database|role"; either may be empty.
LOCK_TIMEOUTS = """SELECT coalesce(datname, '') || '|' || coalesce(rolname, '') FROM pg_db_role_setting
LEFT JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid = setrole
WHERE array_to_string(setconfig, ',') LIKE '%lock_timeout=%' ORDER BY 1"""


class Read(SessionFault):
    """Does no harm until a session wants to change the table: it waits for the read, and all other sessions wait for
    it. A lock_timeout that players set against this is removed by the heal."""

    kind = "db.read"
    title = "A long read holds its lock"
    Arguments: ClassVar[type[Arguments]] = ReadArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {"patience": sql(call, LOCK_TIMEOUTS).split()}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if self._sessions(call):
            return
        name, ttl, wish = f"application_name={self._application(call)}", f"{call.ttl:.0f}", call.arguments
        work = f"BEGIN; SELECT count(*) FROM {wish.table}; SELECT pg_sleep({ttl}) /* and now the sums, by hand */"
        call.sandbox.spawn(call.target, ["bash", "-c", REPORT, "report", name, work, ttl, str(wish.again)])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        held = sql(
            call,
            "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.mode = 'AccessShareLock' "
            f"AND l.granted AND l.relation = '{call.arguments.table}'::regclass "
            f"AND a.application_name = '{self._application(call)}'",
        )
        return held != "0"

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        super().heal(call, recipe)
        for found in set(sql(call, LOCK_TIMEOUTS).split()) - set(recipe["patience"]):
            database, role = found.split("|")
            where = f"DATABASE {database}" if not role else f"ROLE {role}" + f" IN DATABASE {database}" * bool(database)
            sql(call, f"ALTER {where} RESET lock_timeout")
        sql(call, "ALTER SYSTEM RESET lock_timeout")
        sql(call, "SELECT pg_reload_conf()")

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Between two reads no session is there, so the program that starts them must be gone too."""
        # one letter in brackets, so that the pattern does not match the pgrep command itself
        program = call.sandbox.exec(call.target, ["pgrep", "-f", f"[a]pplication_name={self._application(call)}"])
        return not program.ok and super().healed(call, recipe)


class PoolArguments(Arguments):
    """`connections`: how many are opened as `user` and kept; fewer if the server has fewer."""

    connections: int = Field(default=40, ge=1, le=500)
    user: str = Field(default="storefront", pattern=NAME)


# Opens sessions until the server refuses, then ends the shop's own, so that the shop must connect again and the pool
# stays full. Later it tries again, for places that a short session such as a health check had. One after the other: all
# at once they would also take the places that are reserved for superusers.
HOG = """fill() {
  for i in $(seq "$1"); do
    psql -Xq "user=$2 application_name=$3" -c "SELECT pg_sleep($4)" >/dev/null 2>&1 &
    sleep 0.02
  done
}
fill "$@"; sleep 0.3
psql -XqAt -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '$2' AND application_name <> '$3'" >/dev/null
fill "$@"
for again in $(seq 10); do sleep 0.3; fill 1 "$2" "$3" "$4"; done
wait"""


class Pool(SessionFault):
    kind = "db.pool"
    title = "Every connection of the database is taken"
    Arguments: ClassVar[type[Arguments]] = PoolArguments

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if self._sessions(call):
            return
        number, user = str(call.arguments.connections), call.arguments.user
        call.sandbox.spawn(
            call.target, ["bash", "-c", HOG, "hog", number, user, self._application(call), f"{call.ttl:.0f}"]
        )

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        # Sessions of all users count, because each of them takes one of the server's connections.
        free = sql(
            call,
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int "
            "- count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        )
        return int(free) <= 0 or self._sessions(call) >= call.arguments.connections


class DropArguments(Arguments):
    """`table`: the table that is emptied. Its structure stays."""

    table: str = Field(pattern=NAME)


class Drop:
    """A hidden file keeps the rows, so that heal can restore them."""

    kind: ClassVar[str] = "db.drop"
    title: ClassVar[str] = "A table's data is lost"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = DropArguments

    def plan(self, call: Call) -> dict[str, Any]:
        return {
            "rows": int(sql(call, f"SELECT count(*) FROM {call.arguments.table}")),
            "aside": f"/var/lib/postgresql/.{call.handle}",
        }

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        script = '[ -s "$2" ] || { pg_dump --format=custom --compress=1 --data-only --table="$1" --file="$2.part" && mv "$2.part" "$2"; }'
        must(call, ["sh", "-c", script, "sh", call.arguments.table, recipe["aside"]], timeout=300)
        sql(call, f"SET lock_timeout = '20s'; TRUNCATE {call.arguments.table}")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return int(sql(call, f"SELECT count(*) FROM {call.arguments.table}")) < recipe["rows"] * 0.5

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        if self.verify(call, recipe):
            script = 'psql -Xq -c "TRUNCATE $1" && pg_restore --data-only --dbname=unicorn "$2"'
            must(call, ["sh", "-c", script, "sh", call.arguments.table, recipe["aside"]], timeout=300)
        must(call, ["rm", "-f", recipe["aside"]])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return not self.verify(call, recipe)
