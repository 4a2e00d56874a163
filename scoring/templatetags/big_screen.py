"""`{% big_screen_director %}`: the panel of the big screen's director, in the control room."""

from typing import Any

from django import template

from scoring.pages.control.director import panel_context

register = template.Library()


@register.inclusion_tag("control/acts/director.html", takes_context=True)
def big_screen_director(context: template.Context) -> dict[str, Any]:
    """Of the page's game day."""
    return panel_context(context["gameday"]) | {"csrf_token": context.get("csrf_token")}
