"""The verbs of a game day, in one table: for the admin, the control room and the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from gameday.event import lifecycle, rush_hours
from gameday.models import GameDay
from gameday.models.choices import JOINABLE, LAUNCHED, STARTED, GameDayState
from gameday.people import admission


@dataclass(frozen=True)
class Verb:
    """`act` raises Refused. `danger`: ask first. `switch`: the control room flips it for the whole day.

    `told` is what pages say when it is done, `said` what the command says; both may name what `act` returned.
    """

    name: str
    act: Callable[..., Any]
    label: str | Promise
    states: tuple[str, ...]  # in which it makes sense
    help: str  # of the command
    said: str = ""  # by the command, after the game day's name
    danger: bool = False
    switch: bool = True
    halted: bool | None = None  # only while halted, only while not halted, or either
    joining: bool | None = None  # only while the join code is open, only while it is closed, or either
    told: str | Promise = ""

    def fits(self, gameday: GameDay) -> bool:
        """Whether it makes sense now."""
        return (
            gameday.state in self.states
            and self.halted in (None, gameday.halted_at is not None)
            and self.joining in (None, gameday.joining_open)
        )


_TABLE = (
    Verb(
        "launch",
        lifecycle.launch_gameday,
        _lazy("Launch"),
        (GameDayState.DRAFT,),
        "build a sandbox for every team",
        "is being launched",
        danger=True,
        switch=False,
    ),
    Verb("start", lifecycle.start_gameday, _lazy("Start"), (GameDayState.LOBBY,), "let the game time run", "runs"),
    Verb("pause", lifecycle.pause_gameday, _lazy("Pause"), (GameDayState.RUNNING,), "stop everything", "is paused"),
    Verb(
        "resume", lifecycle.resume_gameday, _lazy("Resume"), (GameDayState.PAUSED,), "go on after a pause", "runs again"
    ),
    Verb(
        "release",
        lifecycle.release_halt,
        _lazy("Release the halt"),
        LAUNCHED,
        "end a halt",
        "is released",
        switch=False,
        halted=True,
    ),
    Verb(
        "finish",
        lifecycle.finish_gameday,
        _lazy("Finish"),
        STARTED,
        "end the day and heal everything",
        "is finished",
        danger=True,
    ),
    Verb(
        "archive",
        lifecycle.archive_gameday,
        _lazy("Archive"),
        (GameDayState.FINISHED,),
        "put it away",
        "is archived",
        danger=True,
        switch=False,
    ),
    Verb(
        "halt",
        lifecycle.halt_faults,
        _lazy("Halt everything"),
        LAUNCHED,
        "heal every fault now and let nothing in",
        "is halted: {} faults are being healed",
        danger=True,
        switch=False,
        halted=False,
    ),
    Verb(
        "freeze",
        lifecycle.freeze_scores,
        _lazy("Freeze"),
        STARTED,
        "hide what comes from players and spectators",
        "is frozen: only facilitators see what comes now",
        danger=True,
    ),
    Verb(
        "reveal",
        lifecycle.reveal_scores,
        _lazy("Reveal"),
        (*STARTED, GameDayState.FINISHED),
        "replay what a freeze hid",
        "is shown again: the boards replay what was hidden",
        danger=True,
    ),
    Verb(
        "end-rush",
        rush_hours.end_rush_hour,
        _lazy("End the rush hour"),
        STARTED,
        "let no more than the usual customers come, before the rush hour is over",
        "has its usual customers again",
        told=_lazy("The rush hour is over. What is planned behind it comes as planned."),
    ),
    Verb(
        "close-joining",
        admission.close_joining,
        _lazy("Close the join code"),
        JOINABLE,
        "let nobody new in",
        "lets nobody new in; who has a seat keeps it",
        joining=True,
        told=_lazy("The join code is closed: nobody new gets in. Who has a seat keeps it."),
    ),
    Verb(
        "open-joining",
        admission.open_joining,
        _lazy("Open the join code"),
        JOINABLE,
        "let people in by the join code again",
        "can be joined again",
        joining=False,
        told=_lazy("The join code is open: people get in by it again."),
    ),
    Verb(
        "renew-code",
        admission.renew_join_code,
        _lazy("Renew the join code"),
        JOINABLE,
        "give it another join code; old links say so",
        "has the join code {} now",
        told=_lazy("The join code is {} now. Links with the old one lead to a page that says so."),
    ),
)
JOINING_VERBS = ("close-joining", "open-joining", "renew-code")
VERBS = {verb.name: verb for verb in _TABLE}
