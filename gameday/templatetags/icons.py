"""`{% icon "flame" %}`: one of the icons of static/icons.json, for those who see it. What it says stands beside it in words."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("built/icons.svg"), name
    )
