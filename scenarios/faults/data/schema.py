"""db.rename: a column is renamed, as if a migration had stopped halfway."""

from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call
from scenarios.faults.data.database import NAME, sql
from scenarios.sandbox.base import EngineError


class RenameArguments(Arguments):
    """`column` of `table` is renamed to `to`."""

    table: str = Field(pattern=NAME)
    column: str = Field(pattern=NAME)
    to: str = Field(pattern=NAME)


class Rename:
    """If players add a column with the old name, heal first copies its values into the renamed column."""

    kind: ClassVar[str] = "db.rename"
    title: ClassVar[str] = "A column goes by another name"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = RenameArguments

    def plan(self, call: Call) -> dict[str, Any]:
        wish = call.arguments
        if self._there(call) != {wish.column}:
            raise EngineError(f"{wish.table} has no column {wish.column} that could be called {wish.to}.")
        return {}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        wish = call.arguments
        if self._there(call) == {wish.column}:
            self._alter(call, f"ALTER TABLE {wish.table} RENAME {wish.column} TO {wish.to}")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._there(call) == {call.arguments.to}

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        wish, there = call.arguments, self._there(call)
        if there == {wish.column, wish.to}:
            self._alter(call, f"UPDATE {wish.table} SET {wish.to} = {wish.column} WHERE {wish.to} IS NULL")
            self._alter(call, f"ALTER TABLE {wish.table} DROP COLUMN {wish.column}")
        if wish.to in there:
            self._alter(call, f"ALTER TABLE {wish.table} RENAME {wish.to} TO {wish.column}")

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._there(call) == {call.arguments.column}

    def _there(self, call: Call) -> set[str]:
        """Which of the two names exist in the table."""
        wish = call.arguments
        found = sql(
            call,
            f"SELECT attname FROM pg_attribute WHERE attrelid = '{wish.table}'::regclass AND attnum > 0 "
            f"AND NOT attisdropped AND attname IN ('{wish.column}', '{wish.to}')",
        )
        return set(found.split())

    def _alter(self, call: Call, statement: str) -> None:
        sql(call, f"SET lock_timeout = '10s'; {statement}")
