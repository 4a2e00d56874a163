"""The codes that scoring's rows hold, and those of scenarios that scoring compares. Labels are for people, in the reader's language."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy


class EntryKind(models.TextChoices):
    """What a line of the ledger is about."""

    REVENUE = "revenue", _lazy("revenue")
    OBJECTIVE = "objective", _lazy("objective")
    SPEED = "speed", _lazy("speed bonus")
    HINT = "hint", _lazy("hint")
    ADJUSTMENT = "adjustment", _lazy("adjustment")
    REVERSAL = "reversal", _lazy("reversal")
    RESET = "reset", _lazy("reset to known-good")


class ObjectiveKind(models.TextChoices):
    """The kinds of objectives that a scenario may have; documents write the same codes."""

    ANSWER = "answer", _lazy("an answer")
    PROBE = "probe", _lazy("a customer's journey")
    COMMAND = "command", _lazy("a look inside")
    REPLAY = "replay", "replay"
    BOTH_KEYS = "both_keys", _lazy("both keys")
    UPDATE = "update", _lazy("an update for the boss")


CHECKED = (ObjectiveKind.PROBE, ObjectiveKind.COMMAND, ObjectiveKind.REPLAY)  # by the referee, without the players


class Journey(models.TextChoices):
    """The journeys of the referee's customers, in the order in which they are made."""

    BROWSE = "browse", _lazy("Browse")
    PRICE = "price", pgettext_lazy("a customer's journey", "Price")
    BOOK = "book", pgettext_lazy("a customer's journey", "Book")
    RECOGNISE = "recognise", _lazy("Recognise")


class JourneyOutcome(models.TextChoices):
    """How a customer's journey went. ERROR: the referee could not measure it, which is not the team's fault."""

    FULL = "full", pgettext_lazy("a customer's journey", "works")
    SLOW = "slow", pgettext_lazy("a customer's journey", "slow")
    FAILED = "failed", pgettext_lazy("a customer's journey", "fails")
    ERROR = "error", pgettext_lazy("a customer's journey", "not measured")


class FilmState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("a film", "waiting")
    MAKING = "making", pgettext_lazy("a film", "being made")
    READY = "ready", pgettext_lazy("a film", "ready")
    FAILED = "failed", pgettext_lazy("a film", "failed")


class MarkKind(models.TextChoices):
    """The moments that a film marks."""

    INJECTED = "injected", pgettext_lazy("a moment of an incident", "put in")
    EFFECT = "effect", pgettext_lazy("a moment of an incident", "effect seen")
    NOTICED = "noticed", pgettext_lazy("a moment of an incident", "first noticed")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("a moment of an incident", "acknowledged")
    HINT = "hint", pgettext_lazy("a moment of an incident", "hint")
    MESSAGE = "message", pgettext_lazy("a moment of an incident", "message")
    MET = "met", pgettext_lazy("a moment of an incident", "the halves met")
    OBJECTIVE = "objective", pgettext_lazy("a moment of an incident", "objective met")
    MENDED = "mended", pgettext_lazy("a moment of an incident", "mended")
    KEY = "key", pgettext_lazy("a moment of an incident", "key turned")
    PAUSED = "paused", pgettext_lazy("a moment of an incident", "game paused")
    ENDED = "ended", pgettext_lazy("a moment of an incident", "over")


class DebriefColumn(models.TextChoices):
    """What a note of the debrief is about."""

    SAW = "saw", _lazy("What we saw")
    SURPRISED = "surprised", _lazy("What surprised us")
    WENT_WELL = "went_well", _lazy("What went well")
    LUCK = "luck", _lazy("Where we were lucky")


class DebriefStep(models.TextChoices):
    """What a debrief goes through, in this order."""

    WARM_UP = "warm_up", _lazy("Warm-up")
    FILM = "film", _lazy("The film")
    SAW = "saw", _lazy("What we saw")
    SURPRISED = "surprised", _lazy("What surprised us")
    WENT_WELL = "went_well", _lazy("What went well")
    LUCK = "luck", _lazy("Where we were lucky")
    QUESTIONS = "questions", _lazy("Questions of the scenarios")
    ACTIONS = "actions", _lazy("Action items")


class SurveyMoment(models.TextChoices):
    BEFORE = "before", _lazy("before the day")
    AFTER = "after", _lazy("after the day")


class QuestionScope(models.TextChoices):
    """What a question of the survey is asked about."""

    DAY = "day", _lazy("the day")  # before and after
    SCENARIO = "scenario", _lazy("each scenario")  # after it


class AwardKind(models.TextChoices):
    """What a team is honoured for. Each is a rule over the rows (scoring/afterwards/awards/rules.py); a facilitator writes CUSTOM.

    No title claims to be the best of all: an award may go to a team that came second, so that everybody gets one.
    """

    COMEBACK = "comeback", _lazy("The great comeback")
    TWO_KEYS = "two_keys", _lazy("Two keys, one heartbeat")
    POLITE_CHAT = "polite_chat", _lazy("Please and thank you")
    HAY_LOFT = "hay_loft", _lazy("Keepers of the hay loft")
    FIRST_HINT = "first_hint", _lazy("First to ask the oracle")
    LONG_NAP = "long_nap", _lazy("Survivors of the long nap")
    LISTENERS = "listeners", _lazy("The good listeners")
    QUICK_EARS = "quick_ears", _lazy("Ears up at once")
    STEADY_SHOP = "steady_shop", _lazy("Steady hooves")
    BRAVE_IDEAS = "brave_ideas", _lazy("Brave ideas, bravely buried")
    TIDY_NOTES = "tidy_notes", _lazy("The golden quill")
    HAPPY_HOUR = "happy_hour", _lazy("Happy hour")
    CAREFUL_RELEASE = "careful_release", _lazy("Gentle hands at the gate")
    FAR_APART = "far_apart", _lazy("Far apart, and met anyway")
    FIRST_TRY = "first_try", _lazy("Right at the first trot")
    LIVELY_CHAT = "lively_chat", _lazy("Never a silent stall")
    FIRE_BRIGADE = "fire_brigade", _lazy("The fire brigade")
    OWN_HOOVES = "own_hooves", _lazy("On their own four hooves")
    PHOTO_FINISH = "photo_finish", _lazy("Photo finish")
    EVEN_HALVES = "even_halves", _lazy("Two halves, one unicorn")
    CURIOUS = "curious", _lazy("A nose in every stall")
    BLACKSMITHS = "blacksmiths", _lazy("The merry blacksmiths")
    NEVER_GAVE_UP = "never_gave_up", _lazy("Heads always high")
    GOOD_COMPANY = "good_company", _lazy("Good company")  # fits every team: the only one that more than one may get
    CUSTOM = "custom", _lazy("written by a facilitator")


class UpdateVerdict(models.TextChoices):
    """What became of a text that a team has sent to the boss."""

    WAITING = "waiting", pgettext_lazy("an update for the boss", "waiting")
    ACCEPTED = "accepted", pgettext_lazy("an update for the boss", "accepted")
    DECLINED = "declined", pgettext_lazy("an update for the boss", "not enough")


class HelpCallState(models.TextChoices):
    """Where a team's call for help stands."""

    WAITING = "waiting", pgettext_lazy("a call for help", "waiting")
    COMING = "coming", pgettext_lazy("a call for help", "somebody is coming")
    ANSWERED = "answered", pgettext_lazy("a call for help", "answered")
    CLOSED = "closed", pgettext_lazy("a call for help", "closed without words")
    TAKEN_BACK = "taken_back", pgettext_lazy("a call for help", "taken back")
    LAPSED = "lapsed", pgettext_lazy("a call for help", "over with the day")


UNANSWERED = (HelpCallState.WAITING, HelpCallState.COMING)  # a team has one of these at most


class RehearsalVerdict(models.TextChoices):
    """What became of something that was planned, in a rehearsal: a round at one team, a break, the freeze or a message."""

    AHEAD = "ahead", pgettext_lazy("in a rehearsal", "to come")
    GOING_IN = "going_in", pgettext_lazy("in a rehearsal", "going in")
    BURNING = "burning", pgettext_lazy("in a rehearsal", "bots at work")
    SOLVED = "solved", pgettext_lazy("in a rehearsal", "solved")
    UNSOLVED = "unsolved", pgettext_lazy("in a rehearsal", "not solved")
    NOT_IN = "not_in", pgettext_lazy("in a rehearsal", "could not go in")
    DONE = "done", pgettext_lazy("in a rehearsal", "came")
    LEFT_OUT = "left_out", pgettext_lazy("in a rehearsal", "never came")


class InsertKind(models.TextChoices):
    """What an insert of the big screen tells; the label is its title. The director finds all but WORDS, which a facilitator writes."""

    HALF_TIME = "half_time", _lazy("Half time")
    LAST_MINUTE = "last_minute", _lazy("One minute left")
    CURTAIN = "curtain", _lazy("The curtain falls")
    RECORD_KEYS = "record_keys", _lazy("Both keys in record time")
    FIRST_TO_MEND = "first_to_mend", _lazy("First to mend")
    COMEBACK = "great_comeback", _lazy("What a comeback")
    LONGEST_FIRE = "longest_fire", _lazy("The longest fire is out")
    CLOSE_RACE = "close_race", _lazy("A close race")
    WORDS = "own_words", _lazy("A word to everybody")


ON_TIME = (
    InsertKind.CURTAIN,
    InsertKind.LAST_MINUTE,
    InsertKind.HALF_TIME,
)  # the clock's own: they come when they are due


class NeedKind(models.TextChoices):
    """Why a team needs somebody, in the control room's queue."""

    CALL = "call", pgettext_lazy("why a team needs somebody", "calls for help")
    SANDBOX = "sandbox", pgettext_lazy("why a team needs somebody", "broken sandbox")
    QUESTION = "question", pgettext_lazy("why a team needs somebody", "asks in the chat")
    STUCK = "stuck", pgettext_lazy("why a team needs somebody", "stuck")


SEEN_NEEDS = (
    NeedKind.SANDBOX,
    NeedKind.QUESTION,
    NeedKind.STUCK,
)  # seen in other rows: a NeedClaim says who has taken it
