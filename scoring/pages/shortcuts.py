"""The page of keys, which anybody may read. Which keys there are stands in static/keys.json; here is what each does."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

KEYS: dict[str, list[dict[str, str | list[str]]]] = json.loads((settings.BASE_DIR / "static/keys.json").read_text())
TITLES: dict[str, Promise] = {
    "desk": _lazy("The desk"),
    "terminal": _lazy("Terminals"),
    "chat": _lazy("Chat"),
    "workshop": _lazy("Workshop"),
    "film": _lazy("Films"),
    "control": _lazy("The control room"),
}
NOTES: dict[str, Promise] = {
    "desk": _lazy("The keys with a digit go on working inside a terminal and inside the console."),
    "control": _lazy(
        "What it acts on: the need that you stand on, else the team beside the list. What is dangerous asks first."
    ),
    "terminal": _lazy("The shell gets all other keys, Ctrl K too. On a Mac the palette is ⌘ K here as well."),
}
MEANINGS: dict[str, Promise] = {
    "palette": _lazy("the palette: go to, open and do everything (Ctrl Shift K from a terminal)"),
    "pane-incident": _lazy("to the incident; again: the next incident"),
    "pane-work": _lazy("to where you work; again: the next tool"),
    "pane-team": _lazy("to the team; again: the next tab"),
    "chat": _lazy("write in the chat"),
    "tool-before": _lazy("the tool before"),
    "fold-incident": _lazy("fold the incident away, or show it"),
    "fold-team": _lazy("fold the team away, or show it"),
    "keys": _lazy("this list, outside fields"),
    "tabs": _lazy("on a tab: the one before or after, the first, the last"),
    "bars": _lazy("on the bar between two panes: narrower, wider, fold"),
    "copy": _lazy("copies what is marked"),
    "paste": _lazy("pastes"),
    "scroll": _lazy("scrolls back, or on"),
    "leave-terminal": _lazy("leaves the terminal, which keeps Tab and Esc for the shell"),
    "other-terminal": _lazy("goes to the other one of two terminals (any arrow does)"),
    "send": _lazy("sends"),
    "new-line": _lazy("begins a new line"),
    "names": _lazy("offers names"),
    "choose-name": _lazy("among names: up, down, take it"),
    "save": _lazy("saves the file"),
    "leave-sheet": _lazy("back from a change to the editor"),
    "toggle": _lazy("play or pause"),
    "step": _lazy("5 seconds back or on"),
    "long-step": _lazy("20 seconds back or on"),
    "ends": _lazy("to the beginning or the end"),
    "marks": _lazy("to the mark before or after"),
    "mark-number": _lazy("to the first, … ninth mark"),
    "speed": _lazy("slower or faster"),
    "full-screen": _lazy("full screen"),
    "captions": _lazy("captions on or off"),
    "film-keys": _lazy("the film's own list"),
    "filter": _lazy("filter the list; Escape empties the filter"),
    "walk": _lazy("down and up the list; the team stands beside it"),
    "enter-team": _lazy("into the team beside the list"),
    "claim": _lazy("I am coming: claim what waits"),
    "hand-over": _lazy("hand it over"),
    "answer": _lazy("answer it"),
    "close-need": _lazy("close it"),
    "give-hint": _lazy("the hint that fits"),
    "heal": _lazy("take an incident's faults out"),
    "void": _lazy("void an incident"),
    "message-team": _lazy("message to the team"),
    "points": _lazy("adjust its points"),
    "inject": _lazy("open a scenario for it alone"),
    "seats": _lazy("its seats"),
    "sandbox": _lazy("rebuild, move or halt its sandbox"),
    "open-team": _lazy("its chat, notes and people"),
    "look-on": _lazy("look on in its first terminal"),
    "write-team": _lazy("write in its chat"),
    "undo": _lazy("take back what was just done"),
    "prepared": _lazy("the prepared answers"),
    "all-terminals": _lazy("all terminals"),
    "start-day": _lazy("start the day"),
    "pause-day": _lazy("pause it, or go on"),
    "freeze": _lazy("freeze the board, or reveal"),
    "finish-day": _lazy("finish the day"),
    "halt-all": _lazy("the safety lever: halt everything, or release"),
    "seats-all": _lazy("the seats of all teams"),
    "inject-all": _lazy("open a scenario for all"),
    "message-all": _lazy("message to everybody"),
    "void-window": _lazy("void, adjust: all about points"),
    "next-round": _lazy("open the next round now"),
    "join-code": _lazy("joining: the join code and the places"),
    "control-keys": _lazy("this list"),
}
# What stands on keys in words; the rest is the same in every language.
NAMES: dict[str, Promise | str] = {
    "Space": _lazy("Space"),
    "Shift": _lazy("Shift"),
    "Escape": _lazy("Esc"),
    "PageUp": "Page ↑",
    "PageDown": "Page ↓",
}


@dataclass(frozen=True)
class Shortcut:
    """A row of the table: each of `combinations` is a list of keys that are pressed together."""

    combinations: list[list[str]]
    meaning: str


@dataclass(frozen=True)
class ShortcutGroup:
    """The keys of one place."""

    place: str
    title: str
    note: str
    rows: list[Shortcut]


def shortcut_groups() -> list[ShortcutGroup]:
    """All keys, in the reader's language."""
    return [ShortcutGroup(place, str(TITLES[place]), str(NOTES.get(place, "")), shortcuts_of(place)) for place in KEYS]


def shortcuts_of(place: str) -> list[Shortcut]:
    """The keys of one place, in the reader's language."""
    return [Shortcut([_pressed(each) for each in row["keys"]], str(MEANINGS[str(row["id"])])) for row in KEYS[place]]


def _pressed(combination: str) -> list[str]:
    return [str(NAMES.get(key, key)) for key in combination.split("+")]


def shortcuts_page(request: HttpRequest) -> HttpResponse:
    """All keys, on a page of their own."""
    return render(request, "rules/keys.html")
