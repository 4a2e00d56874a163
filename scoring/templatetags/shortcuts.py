"""`{% shortcut_table %}`: all keys, as the desk and the page of keys show them; `{% shortcuts_of "terminal" as rows %}`: of one place."""

from typing import Any

from django import template

from scoring.pages.shortcuts import shortcut_groups, shortcuts_of

register = template.Library()
register.simple_tag(shortcuts_of)


@register.inclusion_tag("rules/keys_table.html")
def shortcut_table() -> dict[str, Any]:
    return {"groups": shortcut_groups()}
