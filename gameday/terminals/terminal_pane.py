"""What every page needs that shows a terminal (templates/terminal/pane.html)."""

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_update

PASTE_LIMIT = 1024 * 1024  # bytes
# xterm.js writes its theme into style elements and 24-bit colours into style attributes; scripts stay as strict.
TERMINAL_STYLES = csp_update({"style-src": [SELF, NONCE], "style-src-attr": [UNSAFE_INLINE]})
