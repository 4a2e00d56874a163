"""What every page needs that shows a terminal (templates/terminal/pane.html)."""

from collections.abc import Callable
from typing import cast

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpResponse

PASTE_LIMIT = 1024 * 1024  # bytes
View = Callable[..., HttpResponse]


def terminal_styles(view: View) -> View:
    """For views whose page shows terminals: xterm.js writes its theme into style elements and 24-bit colours into style
    attributes. Scripts stay as strict."""
    return cast(View, csp_update({"style-src": [SELF, NONCE], "style-src-attr": [UNSAFE_INLINE]})(view))
