"""The referee's nouns, one a file."""

from scoring.models.choices import EntryKind, Journey, JourneyOutcome, ObjectiveKind
from scoring.models.entry import Entry
from scoring.models.hint_taken import HintTaken
from scoring.models.objective import Attempt, KeyTurn, Objective
from scoring.models.observation import Observation
from scoring.models.standing import Standing
from scoring.models.tick import Tick

__all__ = [
    "Attempt",
    "Entry",
    "EntryKind",
    "HintTaken",
    "Journey",
    "JourneyOutcome",
    "KeyTurn",
    "Objective",
    "ObjectiveKind",
    "Observation",
    "Standing",
    "Tick",
]
