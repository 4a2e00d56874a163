"""The desk in a browser: what its first view loads, how soon there is a prompt, whether it jumps, and how fast it answers."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page

from bench.parts import median, percentile
from bench.report import Row
from bench.terminal import Bare, Desk, open_desk
from gameday import access
from gameday.live.changes import Change, tell_teams
from gameday.models import Player
from tests.chromium import launched

WINDOW = {"width": 1280, "height": 800}
UPDATES = 10.0  # a second, while somebody works on the page
PATIENCE = 60_000  # milliseconds
PROMPT = ".tools-panel:not([hidden]) .xterm-rows"
# What the browser says of its own accord: shifts of the layout, and how long each act took until it was drawn.
WATCH = """
  window.shifts = 0; window.acts = [];
  new PerformanceObserver((list) => list.getEntries().forEach((each) => each.hadRecentInput || (shifts += each.value)))
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((each) => each.interactionId && acts.push(each.duration)))
    .observe({ type: "event", durationThreshold: 16, buffered: true });
"""


def run(quick: bool) -> Iterator[Row]:
    """Bytes and requests of the first view, layout shifts, a prompt as a person gets it, and acts among ten updates a second."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop lives in this thread
    with open_desk() as desk, tempfile.TemporaryDirectory() as folder, launched(Path(folder)) as browser:
        yield from _first_view(desk, browser)
        yield from _join_to_prompt(desk, browser)
        yield from _second_terminal(desk, browser, 3 if quick else 9)
        yield from _acts_among_updates(desk, browser, 20 if quick else 60)


@contextmanager
def opened(desk: Desk, browser: Browser, player: Player | None) -> Iterator[tuple[Page, list[float]]]:
    """A window with an empty cache, perhaps of a player, and the bytes of each answer as they came over the line."""
    address = f"http://localhost:{desk.port}"
    context = browser.new_context(base_url=address, viewport=WINDOW)
    if player:
        session = SessionStore()
        session[access.SESSION_KEY] = player.token
        session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}
        context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH)
    sizes: list[float] = []
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    yield page, sizes
    context.close()


def _first_view(desk: Desk, browser: Browser) -> Iterator[Row]:
    with opened(desk, browser, desk.players[0]) as (page, sizes):
        page.goto("/play/", wait_until="networkidle")
        yield Row("first view of the desk, compressed", sum(sizes) / 1024, "kB", 100)
        yield Row("requests of it", len(sizes), "", 12)
        open_terminal(page, "workbench")
        page.wait_for_load_state("networkidle")
        yield Row("with a terminal", sum(sizes) / 1024, "kB", 250)
        yield Row("layout shift of both", page.evaluate("shifts"), "", 0.02, "CLS, as browsers count it")


def open_terminal(page: Page, role: str) -> None:
    page.locator(f"#terminals a[data-key={role}]").first.click()
    page.locator(PROMPT).filter(has_text="#").wait_for()


def _join_to_prompt(desk: Desk, browser: Browser) -> Iterator[Row]:
    """As a person does it who has the link: a name, a seat, one press, one press on a terminal."""
    code = desk.players[0].gameday.join_code
    with opened(desk, browser, None) as (page, _):
        began = time.perf_counter()
        page.goto(f"/join/{code}/")
        acts = [
            lambda: page.get_by_label("Your name").fill("Newcomer"),
            lambda: page.get_by_label("Dev", exact=False).first.check(),
            lambda: page.get_by_role("button", name="Take the seat").click(),
            lambda: open_terminal(page, "workbench"),
        ]
        for act in acts:
            act()
        yield Row("from the link to a prompt", time.perf_counter() - began, "s", 30, "an act after the other, no pause")
        yield Row("acts for it", len(acts), "", 6)


def _second_terminal(desk: Desk, browser: Browser, times: int) -> Iterator[Row]:
    """Beside a bare exec, in turns."""
    ours, bare = [], []
    with opened(desk, browser, desk.players[1]) as (page, _):
        page.goto("/play/")
        open_terminal(page, "workbench")
        for _ in range(times):
            began = time.perf_counter()
            exec_ = Bare(desk)
            exec_.until(b"# ")
            bare.append(time.perf_counter() - began)
            exec_.close()
            ours.append(_another(page))
    note = f"{median(ours) * 1000:.0f} to {median(bare) * 1000:.0f} ms, medians of {times}"
    yield Row("a second terminal, to a bare exec", median(ours) / median(bare), "x", 1.5, note)


# Milliseconds from the press until another terminal than the present one shows a prompt.
WATCH_NEXT_PROMPT = """(selector) => {
    const before = document.querySelector(selector);
    window.nextPrompt = new Promise((done) => addEventListener("click", ({ timeStamp }) => {
        const look = () => {
            const rows = document.querySelector(selector);
            if (rows && rows !== before && rows.textContent.includes("#")) done(performance.now() - timeStamp);
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
    }, { capture: true, once: true }));
}"""


def _another(page: Page) -> float:
    """Seconds from the press to the prompt, by the browser's own clock. Closed afterwards."""
    page.locator(".tools-menu summary").click()
    link = page.locator(".tools-menu a[data-key=workbench]").first
    link.wait_for()
    page.evaluate(WATCH_NEXT_PROMPT, PROMPT)
    link.click()
    taken = page.evaluate("window.nextPrompt") / 1000
    page.locator(".tools-tab:has([aria-selected=true]) .close").click()
    dialog = page.locator("dialog.ask")
    dialog.get_by_role("button").last.click()
    dialog.wait_for(state="detached")
    return float(taken)


def _acts_among_updates(desk: Desk, browser: Browser, acts: int) -> Iterator[Row]:
    player = desk.players[0]
    over = threading.Event()
    with opened(desk, browser, player) as (page, _):
        page.goto("/play/", wait_until="networkidle")
        news = threading.Thread(target=_tell_often, args=(player, over), daemon=True)
        news.start()
        for number in range(acts):
            page.locator("#tab-notes" if number % 2 else "#tab-chat").click()
            if not number % 2:
                page.locator("#chat-text").press("a")
        found: list[float] = page.evaluate("acts")
        over.set()
        news.join()
        yield Row("an act until it is drawn, p95", percentile(found or [16.0], 95), "ms", 100, _how(found))
        yield Row("layout shift meanwhile", page.evaluate("shifts"), "", 0.02)


def _how(found: list[Any]) -> str:
    return f"{len(found)} slower than 16 ms; {UPDATES:.0f} updates a second"


def _tell_often(player: Player, over: threading.Event) -> None:
    changes = (Change.SHOP, Change.POINTS, Change.CHAT, Change.OBJECTIVE, Change.ACTIVITY)
    number = 0
    while not over.wait(1 / UPDATES):
        tell_teams(changes[number % len(changes)], [player.team_id or 0], gameday_id=player.gameday_id)
        number += 1
