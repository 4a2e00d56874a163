"""The director's nouns, one a file."""

from gameday.models.activity import Activity
from gameday.models.chat import ChatLine
from gameday.models.former_join_code import FormerJoinCode
from gameday.models.gameday import GameDay
from gameday.models.host import Host
from gameday.models.incident import Incident
from gameday.models.injection import Injection
from gameday.models.last_tick import LastTick
from gameday.models.message import Message
from gameday.models.note import Note
from gameday.models.player import Player
from gameday.models.recording import Recording, RecordingPart
from gameday.models.round import Round
from gameday.models.sandbox import Sandbox
from gameday.models.staff_duty import StaffDuty
from gameday.models.team import Team
from gameday.models.transition import Transition

__all__ = [
    "Activity",
    "ChatLine",
    "FormerJoinCode",
    "GameDay",
    "Host",
    "Incident",
    "Injection",
    "LastTick",
    "Message",
    "Note",
    "Player",
    "Recording",
    "RecordingPart",
    "Round",
    "Sandbox",
    "StaffDuty",
    "Team",
    "Transition",
]
