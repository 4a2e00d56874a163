"""The referee's nouns, one a file, and those of what is taken home."""

from scoring.models.award import Award
from scoring.models.big_screen import BigScreen, ScreenInsert
from scoring.models.ceremony import Ceremony
from scoring.models.choices import (
    AwardKind,
    DebriefColumn,
    DebriefStep,
    EntryKind,
    FilmState,
    HelpCallState,
    InsertKind,
    Journey,
    JourneyOutcome,
    MarkKind,
    NeedKind,
    ObjectiveKind,
    QuestionScope,
    RehearsalVerdict,
    SurveyMoment,
    UpdateVerdict,
)
from scoring.models.debrief import ActionItem, DebriefCourse, DebriefNote
from scoring.models.entry import Entry
from scoring.models.film import Film
from scoring.models.help_call import HelpCall
from scoring.models.hint_taken import HintTaken
from scoring.models.keepsake import Keepsake
from scoring.models.need_claim import NeedClaim
from scoring.models.objective import Attempt, KeyTurn, Objective
from scoring.models.observation import Observation
from scoring.models.prepared_answer import PreparedAnswer
from scoring.models.recap import Excerpt, Recap
from scoring.models.results_token import ResultsToken
from scoring.models.standing import Standing
from scoring.models.status_update import StatusUpdate
from scoring.models.survey import SurveyCount, SurveyQuestion, SurveyReturn
from scoring.models.tick import Tick, Walk

__all__ = [
    "ActionItem",
    "Attempt",
    "Award",
    "AwardKind",
    "BigScreen",
    "Ceremony",
    "DebriefColumn",
    "DebriefCourse",
    "DebriefNote",
    "DebriefStep",
    "Entry",
    "EntryKind",
    "Excerpt",
    "Film",
    "FilmState",
    "HelpCall",
    "HelpCallState",
    "HintTaken",
    "InsertKind",
    "Journey",
    "JourneyOutcome",
    "Keepsake",
    "KeyTurn",
    "MarkKind",
    "NeedClaim",
    "NeedKind",
    "Objective",
    "ObjectiveKind",
    "Observation",
    "PreparedAnswer",
    "QuestionScope",
    "Recap",
    "RehearsalVerdict",
    "ResultsToken",
    "ScreenInsert",
    "Standing",
    "StatusUpdate",
    "SurveyCount",
    "SurveyMoment",
    "SurveyQuestion",
    "SurveyReturn",
    "Tick",
    "UpdateVerdict",
    "Walk",
]
