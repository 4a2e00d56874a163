"""`{% unicorn %}`: the unicorn of the souvenirs, for the drawings of pages (templates/pictures), coloured by static/css/pictures.css."""

import functools
from xml.etree.ElementTree import Element, tostring

from django import template
from django.utils.safestring import SafeString, mark_safe

from scoring.afterwards.souvenirs.drawing.unicorn import draw_unicorn

register = template.Library()
PLACE, GROUND, HEIGHT = 140, 236, 205  # in the box of templates/pictures/scene.html


@register.simple_tag
@functools.cache
def unicorn() -> SafeString:
    group = Element("g")
    body, shade, line = (f"var(--picture-{part})" for part in ("body", "shade", "line"))
    draw_unicorn(group, PLACE, GROUND, HEIGHT, body=body, shade=shade, line=line)
    return mark_safe(tostring(group, encoding="unicode"))
