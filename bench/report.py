"""What a benchmark returns: rows with a measured value and perhaps a target; and how they are printed."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

Benchmark = Callable[[bool], Iterator["Row"]]  # quick? -> rows, as they are measured


class CannotRun(RuntimeError):
    """The benchmark could not run here. The message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One value. `at_most` is its target, None if it is only there to compare with."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        return None if self.at_most is None else self.value <= self.at_most


def table(rows: Sequence[tuple[str, Row]]) -> str:
    """An aligned Markdown table."""
    lines = [("benchmark", "what", "measured", "at most", "met", "how")]
    lines += [(bench, row.name, _number(row.value, row.unit), _target(row), _met(row), row.note) for bench, row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    padded = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines]
    body = [f"| {' | '.join(cells)} |" for cells in padded]
    return "\n".join([body[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *body[1:]])


def as_json(rows: Sequence[tuple[str, Row]], failures: dict[str, str]) -> str:
    """{"rows": [{benchmark, name, value, unit, at_most, note, met}], "could_not_run": {benchmark: why}}."""
    told = [{"benchmark": bench, **asdict(row), "met": row.met} for bench, row in rows]
    return json.dumps({"rows": told, "could_not_run": failures}, indent=2)


def _number(value: float, unit: str) -> str:
    digits = f"{value:.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.2f}"
    return f"{digits} {unit}".strip()


def _target(row: Row) -> str:
    return "" if row.at_most is None else _number(row.at_most, row.unit)


def _met(row: Row) -> str:
    return {None: "", True: "yes", False: "NO"}[row.met]
