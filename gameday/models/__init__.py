"""The director's nouns, one a file."""

from gameday.models.activity import Activity
from gameday.models.former_join_code import FormerJoinCode
from gameday.models.gameday import GameDay
from gameday.models.hosts.host import Host
from gameday.models.hosts.host_invitation import HostInvitation
from gameday.models.hosts.preflight import Preflight, PreflightLine
from gameday.models.hosts.sandbox import Sandbox
from gameday.models.incident import Incident
from gameday.models.injection import Injection
from gameday.models.last_tick import LastTick
from gameday.models.player import Player
from gameday.models.recording import Recording, RecordingPart
from gameday.models.round import Round
from gameday.models.schedule_mark import ScheduleMark
from gameday.models.staff_duty import StaffDuty
from gameday.models.talk.chat import ChatLine
from gameday.models.talk.message import Message
from gameday.models.talk.note import Note
from gameday.models.talk.scheduled_message import ScheduledMessage
from gameday.models.team import Team
from gameday.models.transition import Transition
from gameday.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "Activity",
    "ChatLine",
    "FormerJoinCode",
    "GameDay",
    "Host",
    "HostInvitation",
    "Incident",
    "Injection",
    "LastTick",
    "Message",
    "Note",
    "Player",
    "Preflight",
    "PreflightLine",
    "Recording",
    "RecordingPart",
    "Round",
    "Sandbox",
    "ScheduleMark",
    "ScheduledMessage",
    "StaffDuty",
    "Team",
    "Transition",
    "Webhook",
    "WebhookDelivery",
]
