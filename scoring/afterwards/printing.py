"""HTML to PDF, by the Chromium of this machine. Who asks gets the bytes, or a sentence that says why there are none."""

import os
import shutil
import signal
import subprocess
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.utils.translation import gettext as _

from scenarios.refusal import Refused

log = structlog.get_logger(__name__)

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST_PRINT = 90.0  # seconds; an idle machine needs two
LONGEST_WAIT = 90.0  # seconds for the turn: one print at a time in a process, because a browser is large
# What is printed holds texts that players wrote. Even if one slipped in as markup it could load and run nothing.
NOTHING_FROM_OUTSIDE = (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)
FLAGS = (
    "--headless",
    "--no-sandbox",  # in a container there is none to be had; the page runs no scripts
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
)

_turn = threading.Lock()


def can_print() -> bool:
    """Whether this machine has a Chromium."""
    return _program() is not None


def html_to_pdf(html: str) -> bytes:
    """A whole HTML document, with its styles, pictures and fonts inside it, as a PDF. Scripts do not run. Raises Refused."""
    program = _program()
    if program is None:
        raise Refused(
            _(
                "This machine has no Chromium to make a PDF with. Open the page for printing and choose “Save as PDF” "
                "in your browser's print dialog, or ask whoever runs the platform to install Chromium beside it."
            )
        )
    if not _turn.acquire(timeout=LONGEST_WAIT):
        raise Refused(_("Other PDFs are being made; this one was not begun. Try again in a minute."))
    try:
        with TemporaryDirectory(prefix="gameday-print-", ignore_cleanup_errors=True) as folder:
            return _printed(program, html, Path(folder))
    finally:
        _turn.release()


def _program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def _printed(program: str, html: str, folder: Path) -> bytes:
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(NOTHING_FROM_OUTSIDE + html, encoding="utf-8")
    command = [program, *FLAGS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri()]
    complaint = _run(command, folder)
    content = pdf.read_bytes() if pdf.exists() else b""
    if not content.startswith(b"%PDF-"):
        log.error("pdf_not_made", program=program, complaint=complaint[-2000:])
        raise Refused(_("Chromium made no PDF; its complaint is in the log. The page for printing still works."))
    return content


def _run(command: list[str], folder: Path) -> str:
    """Run the browser, in a group of its own so that none of its processes stays. Returns what it complained about."""
    environment = os.environ | {"HOME": str(folder), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=environment,
    ) as browser:
        try:
            return browser.communicate(timeout=LONGEST_PRINT)[1].decode(errors="replace")
        except subprocess.TimeoutExpired as slow:
            raise Refused(
                _("The PDF was not ready after {seconds} seconds, so it was given up. Try again in a minute.").format(
                    seconds=round(LONGEST_PRINT)
                )
            ) from slow
        finally:
            _end(browser)


def _end(browser: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(browser.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
