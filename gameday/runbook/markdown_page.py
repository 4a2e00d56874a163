"""Markdown as HTML for a page of ours. What a player wrote stays text: no HTML of theirs, no pictures, no scripts.

Headings begin at the second level, because the page has its own first one.
"""

import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

DEEPEST = 6  # level of a heading
CONTENTS_LEVEL = "h3"  # what the list of contents names: the headings that a document gives two signs


@dataclass(frozen=True)
class Section:
    """A heading of the page: where a link goes to."""

    anchor: str
    title: str


@dataclass(frozen=True)
class MarkdownPage:
    html: SafeString
    sections: list[Section]


def render_markdown(text: str, document: str) -> MarkdownPage:
    """The page of a document, "runbook/README.md": links in it are relative to that."""
    tokens = READER.parse(text)
    sections = _name_headings(tokens)
    html = READER.renderer.render(tokens, READER.options, {"document": document})
    return MarkdownPage(mark_safe(html), sections)


def _name_headings(tokens: Sequence[Token]) -> list[Section]:
    """One level deeper, and with an anchor each. Returns those that the list of contents names."""
    sections: list[Section] = []
    for number, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        token.tag = f"h{min(int(token.tag[1]) + 1, DEEPEST)}"
        if token.type == "heading_open":
            title = _words_of(tokens[number + 1])
            anchor = f"part-{number}-{slugify(title)[:40]}"
            token.attrs["id"] = anchor
            if token.tag == CONTENTS_LEVEL:
                sections.append(Section(anchor, title))
    return sections


def _words_of(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


# What is rendered otherwise than the library does ---------------------------------------------------------------------

Rule = Callable[[RendererHTML, Sequence[Token], int, Any, dict[str, str]], str]


def _block(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, about: dict[str, str]) -> str:
    """A block of code. What stands behind its backticks is shown: `sh on db` says where to type it."""
    where = tokens[at].info.strip()
    caption = format_html("<figcaption>{}</figcaption>", where) if where else ""
    return format_html(
        '<figure class="document-code">{}<pre tabindex="0"><code>{}</code></pre></figure>\n',
        caption,
        tokens[at].content,
    )


def _table(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, about: dict[str, str]) -> str:
    return '<div class="scroll" tabindex="0"><table>\n'


def _table_end(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, about: dict[str, str]) -> str:
    return "</table></div>\n"


def _link(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: Any, about: dict[str, str]) -> str:
    attributes = _link_attributes(str(tokens[at].attrs.get("href", "")), about["document"])
    return "<a" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + ">"


def _link_attributes(target: str, document: str) -> dict[str, str]:
    """Another document is read here, another file in the workshop; what is elsewhere opens in a tab of its own."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return {"href": target, "target": "_blank", "rel": "noopener noreferrer"}
    repository, _, path = document.partition("/")
    wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    if not parts.path or wanted.startswith(("/", "..")):
        return {}
    if wanted.endswith(".md"):
        return {"href": reverse("gameday:runbook", query={"document": f"{repository}/{wanted}"})}
    return {"href": reverse("gameday:workshop", args=[repository], query={"file": wanted}), "data-tool": "workshop"}


RULES: dict[str, Rule] = {
    "fence": _block,
    "code_block": _block,
    "table_open": _table,
    "table_close": _table_end,
    "link_open": _link,
}


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    for name, rule in RULES.items():
        reader.add_render_rule(name, rule)
    return reader


READER = _reader()
