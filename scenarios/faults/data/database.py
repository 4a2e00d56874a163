"""Faults of the database: an index gone (slow), a lock held (lock), a read that goes on (read), every connection taken
(pool), a table lost (drop)."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.sandbox.base import EngineError

NAME = r"^[a-z_][a-z0-9_]*$"


def sql(call: Call, statement: str, timeout: float = 60.0, *, role: str = "") -> str:
    """Statements as the superuser, in the target's container (or `role`'s), all or nothing; returns the rows, unaligned."""
    return must(call, ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", statement], role=role, timeout=timeout)


class SlowArguments(Arguments):
    """`index`: the one that is dropped."""

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
        """An index over the same columns, whatever its name, valid and complete."""
        found = sql(
            call,
            "SELECT count(*) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
            f"WHERE t.relname = '{recipe['table']}' AND i.indisvalid "
            f"AND position($unicorn${recipe['columns'].rstrip(')')}$unicorn$ in pg_get_indexdef(i.indexrelid)) > 0",
        )
        return found != "0"


class SessionFault:
    """Sessions that hold something until they are ended; each ends by itself after the TTL."""

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
        # in brackets, so that the pattern does not find the command that looks for it
        call.sandbox.exec(call.target, ["pkill", "-KILL", "-f", f"[n]ightly-report-{call.handle}"])
        sql(
            call,
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity "
            f"WHERE application_name = '{self._application(call)}'",
        )

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._sessions(call) == 0


class LockArguments(Arguments):
    """`table`: the one that nobody else can use."""

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
    """`table`: the one that is read, and whose structure nobody can change meanwhile. `again`: seconds after which the
    read starts anew when it was ended; 0: it does not."""

    table: str = Field(pattern=NAME)
    again: int = Field(default=0, ge=0, le=600)


# The report, and where it is stubborn its next attempt, until its time is over.
REPORT = """end=$((SECONDS + $3))
while psql -Xq "$1" -c "$2"; [ "$4" -gt 0 ] && [ $SECONDS -lt $end ]; do sleep "$4"; done"""


# Where somebody has set a lock_timeout that was not there: "database|role", either may be empty.
LOCK_TIMEOUTS = """SELECT coalesce(datname, '') || '|' || coalesce(rolname, '') FROM pg_db_role_setting
LEFT JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid = setrole
WHERE array_to_string(setconfig, ',') LIKE '%lock_timeout=%' ORDER BY 1"""


class Read(SessionFault):
    """Nobody notices, until somebody wants to change the table: he waits, and everybody else waits behind him. A
    lock_timeout that players set against that is theirs as long as they play, and goes with the heal."""

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
        """Not while it only takes a breath."""
        # in brackets, so that the pattern does not find the command that looks for it
        program = call.sandbox.exec(call.target, ["pgrep", "-f", f"[a]pplication_name={self._application(call)}"])
        return not program.ok and super().healed(call, recipe)


class PoolArguments(Arguments):
    """`connections` are opened and kept as `user`, or as many as the server gives."""

    connections: int = Field(default=40, ge=1, le=500)
    user: str = Field(default="storefront", pattern=NAME)


# Opens sessions until the server refuses, and closes the shop's own so that it must ask again: a full pool stays full. Comes
# back for what somebody held for a moment only, such as a look at the server's health. One after the other: all at once they
# would be in the way of those who look, on the places that are kept for them.
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
        # whoever holds a place, the server has one less to give: not only the user's own sessions count
        free = sql(
            call,
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int "
            "- count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
        )
        return int(free) <= 0 or self._sessions(call) >= call.arguments.connections


class DropArguments(Arguments):
    """`table`: the one that is emptied. Its structure stays: what is lost is the data."""

    table: str = Field(pattern=NAME)


class Drop:
    """The rows are kept aside, where only heal looks, so that a heal restores what there was."""

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
