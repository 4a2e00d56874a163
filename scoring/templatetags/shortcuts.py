"""`{% shortcut_table %}`: all keys, as the desk and the page of keys show them; `{% shortcuts_of "terminal" as rows %}`: of one place."""

from typing import Any

from django import template

from scoring.pages.shortcuts import shortcut_groups, shortcuts_of

register = template.Library()
register.simple_tag(shortcuts_of)


@register.inclusion_tag("rules/keys_table.html")
def shortcut_table(without: str = "", only: str = "") -> dict[str, Any]:
    """`without`: the place whose keys are left out; `only`: the one whose keys are shown alone."""
    groups = [group for group in shortcut_groups() if group.place != without and only in ("", group.place)]
    return {"groups": groups}
