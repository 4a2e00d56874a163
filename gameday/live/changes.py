"""Kinds of news, and which parts of which open pages each of them changes. Nothing else tells a page to fetch a part again.

A page names the parts that it shows by `refresh:…` in its template; a test holds both equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from gameday.live import publish
from gameday.live.after_answer import after_answer
from gameday.live.topics import board_topic, ceremony_topic, control_topic, team_topic


class Part(StrEnum):
    """What a page fetches again by itself."""

    INCIDENTS = auto()
    POINTS = auto()
    MESSAGES = auto()
    ACTIVITY = auto()
    SHOP = auto()
    SANDBOX = auto()
    CHAT = auto()
    NOTES = auto()
    STATE = auto()
    HINTS = auto()
    HELP = auto()
    CONSOLE = auto()
    TERMINALS = auto()
    PRESENCE = auto()
    TEAM = auto()
    WORKSHOP = auto()
    DEBRIEF = auto()
    CEREMONY = auto()
    SCREEN = auto()


class Board(Enum):
    """What a change means for the public board."""

    SAME = auto()
    MARKED = auto()  # the next beat sends the difference
    AT_ONCE = auto()  # the process that made the change sends it, right after the commit


class Change(Enum):
    """A kind of news."""

    ACTIVITY = auto()  # a line in the feed
    PUBLIC_ACTIVITY = auto()  # a line that the board shows too
    MESSAGE = auto()  # a facilitator says something to a team, or will, or will not
    CHAT = auto()
    NOTE = auto()  # an incident's notepad
    GAMEDAY = auto()  # it is in another state
    GAMEDAY_EDITED = auto()  # names, seats, the end: what its form holds
    RUSH = auto()  # more customers will come, come, or come no more
    PROBLEM = auto()  # what stands above the control room's grid
    ROSTER = auto()  # people were imported
    MOVED = auto()  # people sit in other teams
    JOINING = auto()  # the join code was closed, opened or renewed, or there is room for another number of people
    REMOVED = auto()  # people were taken out, or let back in
    SEATS = auto()  # opened, closed or swapped
    PRACTICE = auto()  # begun or over; somebody is ready
    INCIDENT = auto()  # opened, or in another state
    INJECTION = auto()  # a fault is out, or does not come out
    COMMANDER = auto()
    OBJECTIVE = auto()  # looked at; not met by that
    OBJECTIVE_MET = auto()
    UPDATE = auto()  # the boss asks how things stand, is told, or says what they think of it
    HINT = auto()  # taken, given or offered
    HELP_CALL = auto()  # a team calls the facilitators; one is coming, or the call is over
    NEED = auto()  # somebody of the staff has taken a need of the queue, or it is over
    POINTS = auto()  # lines in the ledger
    REVEAL = auto()  # a freeze is being told
    SHOP = auto()  # customers met something that moved no points
    SANDBOX = auto()  # how it stands
    SERVICE = auto()  # its health, or who is busy with it
    SERVICE_USED = auto()  # a player did something to it
    SERVICE_RESET = auto()
    COMPANY_RESET = auto()
    PRESENCE = auto()  # who is online
    TERMINALS = auto()  # which are open
    WORKSHOP = auto()  # files, commits, builds, and who is where
    DEBRIEF = auto()  # a thought, an action item, or the step of who leads it
    CEREMONY = auto()  # the next scene, or another award
    RECAP = auto()  # opened to players, or closed
    SCREEN = auto()  # the big screen shows something else than the board, or the board again


@dataclass(frozen=True)
class Reach:
    """The parts that a change changes of the team's pages, the control room's and the ceremony's, and what it means for the board."""

    team: tuple[Part, ...] = ()
    control: tuple[Part, ...] = ()
    board: Board = Board.SAME
    ceremony: tuple[Part, ...] = ()


REACH = {
    Change.ACTIVITY: Reach((Part.ACTIVITY,), (Part.ACTIVITY,)),
    Change.PUBLIC_ACTIVITY: Reach((Part.ACTIVITY,), (Part.ACTIVITY,), Board.MARKED),
    Change.MESSAGE: Reach((Part.MESSAGES,), (Part.MESSAGES,)),
    Change.CHAT: Reach((Part.CHAT,), (Part.CHAT,)),
    Change.NOTE: Reach((Part.NOTES,), (Part.NOTES,)),
    Change.GAMEDAY: Reach((Part.STATE,), (Part.STATE, Part.SANDBOX), Board.MARKED),
    Change.GAMEDAY_EDITED: Reach((Part.STATE, Part.INCIDENTS), (Part.STATE,), Board.MARKED),
    Change.RUSH: Reach((Part.STATE, Part.SHOP, Part.ACTIVITY), (Part.STATE, Part.ACTIVITY), Board.MARKED),
    Change.PROBLEM: Reach((), (Part.STATE,)),
    Change.ROSTER: Reach((), (Part.STATE,)),
    Change.MOVED: Reach((Part.STATE, Part.ACTIVITY), (), Board.MARKED),
    Change.JOINING: Reach((), (Part.STATE,), Board.MARKED),
    Change.REMOVED: Reach(
        (Part.STATE, Part.PRESENCE, Part.CHAT, Part.NOTES, Part.ACTIVITY, Part.INCIDENTS),
        (Part.STATE, Part.CHAT, Part.NOTES, Part.INCIDENTS),
        Board.MARKED,
    ),
    Change.SEATS: Reach(
        (Part.STATE, Part.INCIDENTS, Part.HINTS, Part.TERMINALS, Part.CONSOLE, Part.WORKSHOP, Part.PRESENCE),
        (Part.STATE,),
    ),
    Change.PRACTICE: Reach((Part.TEAM, Part.INCIDENTS), (Part.STATE,)),
    Change.INCIDENT: Reach((Part.INCIDENTS,), (Part.INCIDENTS,), Board.MARKED),
    Change.INJECTION: Reach((), (Part.INCIDENTS,)),
    Change.COMMANDER: Reach((Part.INCIDENTS, Part.PRESENCE), (Part.INCIDENTS,)),
    Change.OBJECTIVE: Reach((Part.INCIDENTS,)),
    Change.OBJECTIVE_MET: Reach((Part.INCIDENTS,), (Part.INCIDENTS,)),
    Change.UPDATE: Reach((Part.INCIDENTS,), (Part.HELP,)),
    Change.HINT: Reach((Part.HINTS,), (Part.INCIDENTS,)),
    Change.HELP_CALL: Reach((Part.HELP,), (Part.HELP,)),
    Change.NEED: Reach((), (Part.HELP,)),
    Change.POINTS: Reach((Part.POINTS,), (Part.POINTS,), Board.AT_ONCE),
    Change.REVEAL: Reach((Part.POINTS,), (), Board.MARKED),
    Change.SHOP: Reach((Part.SHOP,)),
    Change.SANDBOX: Reach((Part.SANDBOX, Part.SHOP), (Part.SANDBOX,), Board.MARKED),
    Change.SERVICE: Reach((Part.CONSOLE,)),
    Change.SERVICE_USED: Reach((Part.CONSOLE, Part.SANDBOX)),
    Change.SERVICE_RESET: Reach((Part.INCIDENTS, Part.SHOP), (Part.INCIDENTS,)),
    Change.COMPANY_RESET: Reach((Part.CONSOLE, Part.INCIDENTS)),
    Change.PRESENCE: Reach((Part.PRESENCE,)),
    Change.TERMINALS: Reach((Part.TERMINALS,)),
    Change.WORKSHOP: Reach((Part.WORKSHOP,)),
    Change.DEBRIEF: Reach((Part.DEBRIEF,), (Part.DEBRIEF,)),
    Change.CEREMONY: Reach((), (Part.SCREEN,), Board.MARKED, ceremony=(Part.CEREMONY,)),
    Change.RECAP: Reach((Part.STATE,), (Part.STATE,)),
    Change.SCREEN: Reach((), (Part.SCREEN,), Board.AT_ONCE),
}


def tell(change: Change, *, gameday_id: int, team_id: int | None = None) -> None:
    """Tell every open page that shows it, after the commit: the team's, the control room's and the board."""
    tell_teams(change, [team_id] if team_id else [], gameday_id=gameday_id)


def tell_teams(change: Change, team_ids: Iterable[int], *, gameday_id: int) -> None:
    """Tell the pages of several teams; the control room and the board are told once."""
    reach = REACH[change]
    for team_id in team_ids if reach.team else ():
        publish.push_frame(team_topic(team_id), "changed", _names(reach.team))
    if reach.control:
        publish.push_frame(control_topic(gameday_id), "changed", _names(reach.control))
    if reach.ceremony:
        publish.push_frame(ceremony_topic(gameday_id), "changed", _names(reach.ceremony))
    if reach.board != Board.SAME:
        publish.mark_topic(board_topic(gameday_id))
    if reach.board == Board.AT_ONCE:
        transaction.on_commit(lambda: after_answer(lambda: _send_board(gameday_id)), robust=True)


def tell_team_now(change: Change, team_id: int) -> None:
    """Tell a team's pages at once: for news that concern nobody else, from outside any transaction. Raises what Redis raises."""
    reach = REACH[change]
    assert (reach.control, reach.board) == ((), Board.SAME), f"{change} is not the team's alone"
    publish.publish_frame(team_topic(team_id), "changed", _names(reach.team))


def _send_board(gameday_id: int) -> None:
    """By name, because boards show points, and the referee's modules are not the director's to import."""
    import_string(settings.BOARD_SENDER)(gameday_id, timezone.now())


def _names(parts: Iterable[Part]) -> dict[str, list[str]]:
    return {"parts": [str(part) for part in parts]}
