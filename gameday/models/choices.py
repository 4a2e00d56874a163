"""Every state, kind, actor and reason that the director stores, and the sets that several places ask for.

Rows hold the codes; a person reads the labels, in their language. What moves to what stands in gameday/states.py.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy


class GameDayState(models.TextChoices):
    DRAFT = "draft", _lazy("draft")
    PROVISIONING = "provisioning", _lazy("provisioning")
    LOBBY = "lobby", _lazy("lobby")
    RUNNING = "running", _lazy("running")
    PAUSED = "paused", _lazy("paused")
    FINISHED = "finished", _lazy("finished")
    ARCHIVED = "archived", _lazy("archived")


BEFORE_START = (GameDayState.DRAFT, GameDayState.PROVISIONING, GameDayState.LOBBY)
PRACTISING = (GameDayState.PROVISIONING, GameDayState.LOBBY)  # teams may practise, at points for nobody
STARTED = (GameDayState.RUNNING, GameDayState.PAUSED)
LAUNCHED = (*PRACTISING, *STARTED)  # there are sandboxes
STANDING = (*LAUNCHED, GameDayState.FINISHED)  # its sandboxes are not given up yet
JOINABLE = (*BEFORE_START, *STARTED)
OVER = (GameDayState.FINISHED, GameDayState.ARCHIVED)


class SandboxState(models.TextChoices):
    REQUESTED = "requested", _lazy("requested")
    BUILDING = "building", _lazy("building")
    READY = "ready", _lazy("ready")
    BROKEN = "broken", _lazy("broken")
    GONE = "gone", _lazy("gone")


UNFINISHED = (SandboxState.REQUESTED, SandboxState.BUILDING)
USABLE = (*UNFINISHED, SandboxState.READY)  # or soon will be


class HostStatus(models.TextChoices):
    """What a host is there for. Whether it is there at all shows in Host.seen_at."""

    INVITED = "invited", _lazy("invited")
    SERVING = "serving", _lazy("serving")
    DRAINING = "draining", _lazy("draining")  # it keeps its sandboxes and gets no new ones


class HostMove(models.TextChoices):
    """What else becomes of a host, as a Transition tells it beside its status."""

    JOINED = "joined", _lazy("joined")  # a machine has used the invitation, and was handed this installation's keys
    GONE = "gone", _lazy("gone")


class BuildStep(models.TextChoices):
    """How far one service of a sandbox is, in Sandbox.progress."""

    CREATING = "creating", _lazy("creating")
    STARTING = "starting", _lazy("starting")
    HEALTHY = "healthy", _lazy("healthy")


class PlanKind(models.TextChoices):
    """What stands on a game day's time line."""

    ROUND = "round", _lazy("round")
    BREAK = "break", _lazy("break")
    FREEZE = "freeze", _lazy("freeze")
    RUSH = "rush", _lazy("rush hour")


MARKS = (PlanKind.BREAK, PlanKind.FREEZE, PlanKind.RUSH)  # what is planned beside the rounds


class PreflightState(models.TextChoices):
    ASKED = "asked", _lazy("asked for")
    FLYING = "flying", _lazy("being played")
    LANDED = "landed", _lazy("done")
    CANCELLED = "cancelled", _lazy("cancelled")


ALOFT = (PreflightState.ASKED, PreflightState.FLYING)  # a spare sandbox stands, or soon will


class PreflightVerdict(models.TextChoices):
    """What was found out about one scenario on one host. A line that was not played yet holds an empty text."""

    GO = "go", _lazy("go")
    NO_GO = "no-go", _lazy("no-go")


class IncidentState(models.TextChoices):
    SCHEDULED = "scheduled", _lazy("scheduled")
    INJECTING = "injecting", _lazy("injecting")
    LIVE = "live", _lazy("live")
    ACKNOWLEDGED = "acknowledged", _lazy("acknowledged")
    MITIGATED = "mitigated", _lazy("mitigated")
    RESOLVED = "resolved", _lazy("resolved")
    EXPIRED = "expired", _lazy("expired")
    VOIDED = "voided", _lazy("voided")


PENDING = (IncidentState.SCHEDULED, IncidentState.INJECTING)
OPEN = (IncidentState.LIVE, IncidentState.ACKNOWLEDGED, IncidentState.MITIGATED)  # it burns, and its clock runs
ENDED = (IncidentState.RESOLVED, IncidentState.EXPIRED, IncidentState.VOIDED)


class InjectionState(models.TextChoices):
    PLANNED = "planned", _lazy("planned")
    APPLIED = "applied", _lazy("applied")
    VERIFIED = "verified", _lazy("verified")
    HEALING = "healing", _lazy("healing")
    HEALED = "healed", _lazy("healed")


# May be in the sandbox, and nobody heals it yet.
INSIDE = (InjectionState.PLANNED, InjectionState.APPLIED, InjectionState.VERIFIED)
IN_FORCE = (*INSIDE, InjectionState.HEALING)  # may be in the sandbox


class HealReason(models.TextChoices):
    """Who or what took a fault out."""

    PLAYERS = "players", _lazy("the players")
    TIMER = "timer", _lazy("its own timer")
    ITSELF = "itself", _lazy("by itself")
    DEADLINE = "deadline", _lazy("its deadline")
    FACILITATOR = "facilitator", _lazy("a facilitator")
    HALT = "halt", _lazy("a halt")
    RESET = "reset", _lazy("a reset to known-good")
    CLOSED = "closed", _lazy("its incident was closed")
    REBUILD = "rebuild", _lazy("a new sandbox")


class Actor(models.TextChoices):
    """Who moves a state where no person does. A person is written by name."""

    CLOCK = "clock", _lazy("the clock")
    DIRECTOR = "director", _lazy("the director")
    REFEREE = "referee", _lazy("the referee")


class Noun(models.TextChoices):
    """What a Transition is about."""

    GAMEDAY = "GameDay", _lazy("game day")
    SANDBOX = "Sandbox", _lazy("sandbox")
    INCIDENT = "Incident", _lazy("incident")
    INJECTION = "Injection", _lazy("fault")
    PREFLIGHT = "Preflight", _lazy("pre-flight")
    HOST = "Host", _lazy("host")


class Role(models.TextChoices):
    """What a person is by trade. Their seat is the same, or the other one while the seats are swapped."""

    DEV = "dev", "Dev"
    OPS = "ops", "Ops"

    @property
    def other(self) -> "Role":
        return Role.OPS if self is Role.DEV else Role.DEV


class Duty(models.TextChoices):
    """What a member of staff does on the days: a facilitator all, a helper answers, gives hints and looks on, an observer sees."""

    FACILITATOR = "facilitator", _lazy("facilitator")
    HELPER = "helper", pgettext_lazy("a member of staff", "helper")
    OBSERVER = "observer", pgettext_lazy("a member of staff", "observer")


class NoteKind(models.TextChoices):
    HYPOTHESIS = "hypothesis", _lazy("Hypothesis")
    FINDING = "finding", _lazy("Finding")
    DECISION = "decision", _lazy("Decision")


class NoteVerdict(models.TextChoices):
    """What a team has found out about one of its notes. A note without a verdict holds an empty text."""

    CONFIRMED = "confirmed", _lazy("confirmed")
    REFUTED = "refuted", _lazy("ruled out")


class RecordingLoss(models.TextChoices):
    """Why a part of a recording is missing. A whole recording holds an empty text."""

    FULL = "full", _lazy("more was shown than is kept")
    DISK = "disk", _lazy("it could not be written")
    CUT = "cut", _lazy("the process that recorded it ended")


class WebhookKind(models.TextChoices):
    """In whose words a webhook is told."""

    JSON = "json", "JSON"
    SLACK = "slack", "Slack"
    MATTERMOST = "mattermost", "Mattermost"
    DISCORD = "discord", "Discord"


class DeliveryState(models.TextChoices):
    """Where one thing that a webhook is told stands."""

    WAITING = "waiting", pgettext_lazy("a webhook's delivery", "waiting")
    SENT = "sent", pgettext_lazy("a webhook's delivery", "sent")
    GIVEN_UP = "given_up", pgettext_lazy("a webhook's delivery", "given up")


class ActivityVerb(models.TextChoices):
    """What was done, in an Activity. The feed shows the row's text; code asks for the verb."""

    # The game day
    MADE = "made", _lazy("game day made")
    LAUNCHED = "launched", _lazy("launched")
    READY = "ready", _lazy("ready")
    STARTED = "started", _lazy("started")
    PAUSED = "paused", _lazy("paused")
    RESUMED = "resumed", _lazy("resumed")
    FINISHED = "finished", _lazy("finished")
    HALTED = "halted", _lazy("halted")
    RELEASED = "released", _lazy("halt released")
    FROZEN = "frozen", _lazy("scores frozen")
    REVEALED = "revealed", _lazy("scores revealed")
    RUSH = "rush", _lazy("rush hour")
    SCREEN = "screen", _lazy("big screen directed")
    RECAP = "recap", _lazy("recap opened or closed")
    SURVEY = "survey", _lazy("survey written or closed")
    ISSUE = "issue", _lazy("action item filed")
    # People
    JOINED = "joined", _lazy("joined")
    IMPORTED = "imported", _lazy("players imported")
    DRAWN = "drawn", _lazy("teams drawn")
    MOVED = "moved", _lazy("player moved")
    SEATS = "seats", _lazy("seats opened or closed")
    JOINING = "joining", _lazy("joining closed, opened or bounded")
    REMOVED = "removed", _lazy("people removed or let back in")
    COMMANDER = "commander", _lazy("commander named")
    MESSAGE = "message", _lazy("message sent")
    PREPARED = "prepared", _lazy("answer prepared or forgotten")
    AWARDS = "awards", _lazy("awards chosen or changed")
    WEBHOOK = "webhook", _lazy("webhook given up")
    # Incidents and faults
    PRACTICE = "practice", _lazy("practice begun")
    INJECTED = "injected", _lazy("injected by a facilitator")
    INCIDENT = "incident", _lazy("incident live")
    ACKNOWLEDGED = "acknowledged", _lazy("acknowledged")
    MITIGATED = "mitigated", _lazy("mitigated")
    RESOLVED = "resolved", _lazy("resolved")
    EXPIRED = "expired", _lazy("expired")
    VOIDED = "voided", _lazy("voided")
    MENDED = "mended", _lazy("fault taken out by the team")
    HEALED = "healed", _lazy("healed")
    RESTORED = "restored", _lazy("sandbox put right")
    TROUBLE = "trouble", _lazy("trouble")
    # What players do with their hands
    TERMINAL = "terminal", _lazy("terminal opened")
    LOOKED = "looked", _lazy("looked on in a terminal")
    LENT = "lent", _lazy("keys of a terminal lent or taken back")
    TYPED = "typed", _lazy("typed in a terminal")
    CONSOLE = "console", _lazy("worked in the console")
    WORKSHOP = "workshop", _lazy("worked in the workshop")
    ANSWERED = "answered", _lazy("question answered")
    KEY = "key", _lazy("key turned")
    CHECK = "check", _lazy("referee called")
    UPDATE = "update", _lazy("update for the boss")
    # What the referee says
    OBJECTIVE = "objective", _lazy("objective met")
    BOTH_KEYS = "both_keys", _lazy("both keys turned")
    HINT = "hint", _lazy("hint taken")
    NUDGE = "nudge", _lazy("free hint offered")
    STUCK = "stuck", _lazy("facilitators called")
    HELP = "help", _lazy("call for help")


# Acts from which the referee learns that a seat had a hand in an incident.
HANDS_ON = (
    ActivityVerb.TERMINAL,
    ActivityVerb.TYPED,
    ActivityVerb.CONSOLE,
    ActivityVerb.WORKSHOP,
    ActivityVerb.ANSWERED,
    ActivityVerb.KEY,
    ActivityVerb.CHECK,
)
