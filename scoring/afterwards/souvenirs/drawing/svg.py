"""A picture as SVG, element by element. Texts are escaped on the way out, and what XML cannot hold is left out."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def new_picture(width: float, height: float, title: str, described: str, millimetres: float | None = None) -> Element:
    """An empty picture in its own units. `millimetres`: how wide it is on paper; without it a unit is a pixel."""
    scale = millimetres / width if millimetres else 1
    unit = "mm" if millimetres else ""
    picture = Element("svg")
    _set(
        picture,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=f"{number(width * scale)}{unit}",
        height=f"{number(height * scale)}{unit}",
        role="img",
    )
    add(picture, "title", clean(title))
    add(picture, "desc", clean(described))
    return picture


def add(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    """A new element in `parent`. `font_size=…` is the attribute font-size."""
    child = SubElement(parent, tag)
    child.text = text or None
    _set(child, **attributes)
    return child


def write(picture: Element) -> str:
    """As text, for a page or behind HEAD for a file."""
    return ElementTree.tostring(picture, encoding="unicode")


def number(value: float) -> str:
    """With one decimal at most: a picture of ten thousand points stays small."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def points(pairs: list[tuple[float, float]]) -> str:
    """The `d` of a line through these points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in pairs)


def _set(element: Element, **attributes: object) -> None:
    for name, value in attributes.items():
        if value is not None:
            shown = number(value) if isinstance(value, int | float) else str(value)
            element.set(name.rstrip("_").replace("_", "-"), shown)
