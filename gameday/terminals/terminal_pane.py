"""What every page needs that shows a terminal (templates/terminal/pane.html)."""

from collections.abc import Callable
from typing import Any, ParamSpec, cast

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse

P = ParamSpec("P")
PASTE_LIMIT = 1024 * 1024  # bytes
# xterm.js writes its theme into style elements and 24-bit colours into style attributes; scripts stay as strict.
STYLES = csp_update({"style-src": [SELF, NONCE], "style-src-attr": [UNSAFE_INLINE]})


def with_terminal_styles(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Decorate what answers with a page that shows terminals."""
    return cast(Callable[P, HttpResponse], STYLES(cast(Any, view)))
