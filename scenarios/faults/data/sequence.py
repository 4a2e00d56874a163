"""db.sequence: a table's ids run out soon, because column and sequence have 32 bits and are nearly full."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.data.database import NAME, sql
from scenarios.sandbox.base import EngineError

LAST = 2**31 - 1  # the largest 32-bit integer
NEAR = 2**31 - 10_000_000  # ids from here on were given while the fault was in
DUMPS = "find /var/backups/unicorn -maxdepth 1 -name '*.dump' | sort"


class SequenceArguments(Arguments):
    """`column` of `table` gets only `left` more numbers."""

    table: str = Field(pattern=NAME)
    column: str = Field(pattern=NAME)
    left: int = Field(default=3, ge=0, le=1_000_000)


class Sequence:
    """Heal makes column and sequence 64 bits wide and renumbers the new rows after the old ones. Database dumps with
    the wrong numbers are deleted, and a new dump is made."""

    kind: ClassVar[str] = "db.sequence"
    title: ClassVar[str] = "The numbers run out"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = SequenceArguments

    def plan(self, call: Call) -> dict[str, Any]:
        wish = call.arguments
        sequence = sql(call, f"SELECT pg_get_serial_sequence('{wish.table}', '{wish.column}')")
        if not sequence:
            raise EngineError(f"{wish.table}.{wish.column} takes its numbers from no sequence.")
        return {"sequence": sequence, "dumps": must(call, ["sh", "-c", DUMPS]).split()}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        if not self._near(call, recipe):
            last = LAST - call.arguments.left
            self._change(call, recipe, "integer", f"SELECT setval('{recipe['sequence']}', {last})")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._types(call, recipe) == ("integer", "integer") and self._near(call, recipe)

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        wish = call.arguments
        if not self.healed(call, recipe):
            self._sequence_back(call, recipe)
            follow = f"SELECT setval('{recipe['sequence']}', (SELECT max({wish.column}) FROM {wish.table}))"
            self._change(call, recipe, "bigint", follow)
        if new := set(must(call, ["sh", "-c", DUMPS]).split()) - set(recipe["dumps"]):
            must(call, ["rm", "-f", *sorted(new)])
            must(call, ["backup"], timeout=120)

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        wish = call.arguments
        if self._types(call, recipe) != ("bigint", "bigint") or self._near(call, recipe):
            return False
        wrong = f"{wish.column} >= {NEAR} OR {wish.column} > (SELECT last_value FROM {recipe['sequence']})"
        return sql(call, f"SELECT count(*) FROM {wish.table} WHERE {wrong}") == "0"

    def _types(self, call: Call, recipe: dict[str, Any]) -> tuple[str, str]:
        """The types of the column and of the sequence; empty if there is none."""
        wish = call.arguments
        column = sql(
            call,
            f"SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '{wish.table}'::regclass "
            f"AND attname = '{wish.column}' AND NOT attisdropped",
        )
        found = f"WHERE seqrelid = to_regclass('{recipe['sequence']}')"
        return column, sql(call, f"SELECT format_type(seqtypid, NULL) FROM pg_sequence {found}")

    def _near(self, call: Call, recipe: dict[str, Any]) -> bool:
        there = sql(call, f"SELECT to_regclass('{recipe['sequence']}')")
        return bool(there) and int(sql(call, f"SELECT last_value FROM {there}")) >= NEAR

    def _change(self, call: Call, recipe: dict[str, Any], to: str, then: str) -> None:
        """In one transaction: give rows with high ids the next low ids, change the types, and run `then`."""
        wish, sequence = call.arguments, recipe["sequence"]
        numbered = f"""WITH high AS (SELECT {wish.column} AS old, row_number() OVER (ORDER BY {wish.column})
            + (SELECT coalesce(max({wish.column}), 0) FROM {wish.table} WHERE {wish.column} < {NEAR}) AS new
            FROM {wish.table} WHERE {wish.column} >= {NEAR})
            UPDATE {wish.table} SET {wish.column} = high.new FROM high WHERE {wish.column} = high.old"""
        low = f"SELECT setval('{sequence}', 1)"  # the sequence's value must fit into the narrower type
        narrow = f"ALTER TABLE {wish.table} ALTER {wish.column} TYPE {to}; ALTER SEQUENCE {sequence} AS {to}"
        sql(call, f"SET lock_timeout = '20s'; {numbered}; {low}; {narrow}; {then}", timeout=120)

    def _sequence_back(self, call: Call, recipe: dict[str, Any]) -> None:
        """Restore the old sequence if players have replaced or removed it."""
        wish, sequence = call.arguments, recipe["sequence"]
        sql(call, f"ALTER TABLE {wish.table} ALTER {wish.column} DROP IDENTITY IF EXISTS")
        sql(call, f"CREATE SEQUENCE IF NOT EXISTS {sequence}")
        sql(
            call,
            f"ALTER SEQUENCE {sequence} OWNER TO storefront; ALTER SEQUENCE {sequence} OWNED BY {wish.table}.{wish.column}; "
            f"ALTER TABLE {wish.table} ALTER {wish.column} SET DEFAULT nextval('{sequence}')",
        )
