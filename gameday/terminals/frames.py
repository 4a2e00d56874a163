"""The kinds of JSON text frames on a terminal's socket, and why a terminal ends. static/js/terminal/ knows them too."""

from enum import StrEnum


class TerminalFrame(StrEnum):
    """What the server tells a tab."""

    HELLO = "hello"
    SIZE = "size"
    REPLAY = "replay"
    WHO = "who"
    TOOK = "took"
    MODE = "mode"
    NOTICE = "notice"
    ERROR = "error"
    ENDED = "ended"
    BEAT = "beat"
    RECORDING = "recording"


class TabOrder(StrEnum):
    """What a tab asks of the server."""

    ENTER = "enter"  # the spare shell that it has kept
    DREW = "drew"
    RESIZE = "resize"
    TITLE = "title"
    END = "end"
    RECORD = "record"
    BLANK = "blank"
    ASK_FOR_KEYS = "ask_for_keys"
    LEND_KEYS = "lend_keys"
    TAKE_KEYS = "take_keys"


class RecordingState(StrEnum):
    """Whether what a terminal shows is kept for the film."""

    ON = "on"
    OFF = "off"  # who types wants it so
    WAITING = "waiting"  # for the game to run
    NONE = "none"  # not in this installation, or no longer: the terminal has been open for too long


class EndReason(StrEnum):
    """Why a terminal has ended, for one tab or for all."""

    MOVED = "moved"
    LEFT = "left"
    IDLE = "idle"
    DIED = "died"
    REBUILT = "rebuilt"  # its sandbox was given up
    EXIT = "exit"
    CLOSED = "closed"
    RESTART = "restart"
