"""Columns of the admin's lists and fields of its pages that show something else than a column of the table."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin


def column(label: Any, value: Callable[[Any], Any], *, ordering: str | None = None) -> Callable[[Any, Any], Any]:
    """What `value` makes of a row. `label` is a text, lazy or not; a click on it sorts by the table's column `ordering`."""

    @admin.display(description=label, ordering=ordering)
    def shown(self: Any, row: Any) -> Any:
        return value(row)

    return shown
