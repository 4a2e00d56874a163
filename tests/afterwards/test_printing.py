"""HTML to PDF: by the real Chromium where a page must come out, by a program of our own where it must not."""

import os
import socket
from pathlib import Path

import pytest

from scenarios.refusal import Refused
from scoring.afterwards import printing
from tests.processes import has_ended
from tests.waiting import eventually


def _program_that(folder: Path, does: str) -> None:
    program = folder / printing.PROGRAMS[0]
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)


@pytest.fixture
def only_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder that takes the place of the machine's programs, /bin apart."""
    monkeypatch.setattr(printing, "PROGRAMS", ("gameday-test-browser",))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return tmp_path


def test_a_page_becomes_a_pdf_and_asks_nobody_for_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        outside = f'<img src="{address}"><iframe src="{address}"></iframe><script>fetch("{address}")</script>'
        content = printing.html_to_pdf(f"<title>Día ünïcorn</title><h1>日本 مرحبا</h1>{outside}")
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert content.startswith(b"%PDF-")


@pytest.mark.usefixtures("only_in")
def test_a_machine_without_chromium_is_told_what_else_there_is() -> None:
    assert not printing.can_print()
    with pytest.raises(Refused, match="no Chromium"):
        printing.html_to_pdf("<p>x</p>")


def test_a_chromium_that_prints_nothing_is_said(only_in: Path) -> None:
    _program_that(only_in, "echo broken >&2; exit 3")
    with pytest.raises(Refused, match="made no PDF"):
        printing.html_to_pdf("<p>x</p>")


def test_a_chromium_that_hangs_is_ended_with_all_its_processes(only_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "LONGEST_PRINT", 0.5)
    _program_that(only_in, f"sleep 1000 & echo $! > {only_in}/child; wait")
    with pytest.raises(Refused, match="given up"):
        printing.html_to_pdf("<p>x</p>")
    child = (only_in / "child").read_text().strip() if (only_in / "child").exists() else ""
    assert not child or eventually(lambda: has_ended(int(child)))


def test_a_second_print_waits_for_its_turn_and_says_so_when_it_never_comes() -> None:
    with printing._turn, pytest.raises(Refused, match="Other PDFs"):
        printing.html_to_pdf("<p>x</p>", wait=0.01)
