"""The bundles that pages load, one script and one style sheet each: `npm run build` makes them from static/pages.

`{% static 'built/board.js' %}` is the address of what was built last of static/pages/board.js. Its name holds a hash, so that a
browser that has it once never asks for it again: what is not fetched cannot be lost on the way.
"""

import functools
import json
from pathlib import PurePosixPath

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
    return {_named(about["entryPoint"]): _named(path) for path, about in made.items() if "entryPoint" in about}


def _named(path: str) -> str:
    return f"built/{PurePosixPath(path).name}"


_read_once = functools.cache(_read)
