"""The bundles that pages load, one script and one style sheet each: `npm run build` makes them from static/pages.

`{% static 'built/board.js' %}` is the address of what was built last of static/pages/board.js. Its name holds a hash, so that a
browser that has it once never asks for it again: what is not fetched cannot be lost on the way. The typefaces that the sheets load
(static/css/fonts.css) are copied beside them, and have such names too.
"""

import functools
import json
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.utils.translation import gettext as _

from scenarios.refusal import Refused

LIST = settings.BASE_DIR / "static" / "built" / "bundles.json"  # esbuild's own list of what it has made of what


class BuiltFiles(StaticFilesStorage):
    """Static files, the bundles among them by the names of their sources."""

    def url(self, name: str | None) -> str:
        return super().url(bundles().get(name or "", name))


def bundles() -> dict[str, str]:
    """ "built/board.js" -> "built/board.HASH.js". Empty if nothing was built."""
    return _read() if settings.DEBUG else _read_once()


def built_text(name: str) -> str:
    """The bundle "built/film.js" itself, for a page that has to hold it. Raises Refused if nothing was built."""
    if name not in bundles():
        raise Refused(_("Scripts and styles are not built on this installation. `npm run build` makes them."))
    return (LIST.parent.parent / bundles()[name]).read_text()


def _read() -> dict[str, str]:
    if not LIST.exists():
        return {}
    made = json.loads(LIST.read_text())["outputs"]
    return {_named(_source(about)): _named(path) for path, about in made.items()}


def _source(about: dict[str, Any]) -> str:
    """What a file was made of: a bundle has an entry point, a copied typeface is of one file."""
    return about.get("entryPoint") or next(iter(about["inputs"]))


def _named(path: str) -> str:
    return f"built/{PurePosixPath(path).name}"


_read_once = functools.cache(_read)
