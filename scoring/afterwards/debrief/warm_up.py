"""The questions that a debrief may begin with, and the rules of the house. All of them are our own words."""

import random

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

QUESTIONS: tuple[Promise, ...] = (
    _lazy("What did you do today that your usual work never lets you do?"),
    _lazy("Which word did the other seat use today that you would like explained?"),
    _lazy("At what moment today did you laugh, and what about?"),
    _lazy("What would you have done in the first minute if the other seat had been empty?"),
    _lazy("Which tool of the other seat would you like to keep?"),
    _lazy("Who has explained something to you today so that it stuck?"),
    _lazy("If today's incidents were weather, what was it like at noon?"),
    _lazy("What did you take for granted this morning and no longer do?"),
    _lazy("Which question did you nearly not ask?"),
    _lazy("What would a new colleague have learned by looking over your shoulder?"),
    _lazy("What was the smallest thing that helped you most?"),
    _lazy("Which of today's alarms would you like to have at home?"),
)
HOUSE_RULES: tuple[Promise, ...] = (
    _lazy("We ask what happened and how it made sense then. We do not ask whose fault it was."),
    _lazy("Everybody did what seemed right with what they knew at that moment."),
    _lazy("Say “I saw” and “I thought”. Nobody speaks for what was in another's head."),
    _lazy("Every question is welcome, the simple ones most of all."),
    _lazy("What is said here helps the system, and is used against nobody."),
)


def warm_up_question(seed: int, exchanges: int) -> Promise:
    """The question of a day with this seed, after so many exchanges: each comes once before one comes again."""
    order = random.Random(f"warm-up {seed}").sample(QUESTIONS, len(QUESTIONS))
    return order[exchanges % len(order)]
