"""What a survey says, in aggregates: nothing below five answers, and nothing while somebody may still answer.

Figures that are shown while answers come in would give each away: whoever looks before and after the sixth knows the sixth.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.models import GameDay
from gameday.models.choices import ActivityVerb
from scenarios.models import Scenario
from scenarios.refusal import Refused
from scoring.afterwards.survey.questions import survey_questions
from scoring.models import QuestionScope, Recap, SurveyCount, SurveyMoment, SurveyQuestion, SurveyReturn

LEAST_ANSWERS = 5


@dataclass(frozen=True)
class Spread:
    """How many people gave each answer, from 1 to 5. `mean` is None below LEAST_ANSWERS, and then nothing is shown."""

    counts: tuple[int, ...] = (0, 0, 0, 0, 0)

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        if self.answers < LEAST_ANSWERS:
            return None
        return sum(value * count for value, count in enumerate(self.counts, 1)) / self.answers


@dataclass(frozen=True)
class QuestionOutcome:
    """What was answered to one question, before and after the day; about a scenario only after it."""

    question: SurveyQuestion
    scenario: Scenario | None
    before: Spread
    after: Spread

    @property
    def change(self) -> float | None:
        """The mean afterwards less the mean before; None where one of them is not shown."""
        if self.before.mean is None or self.after.mean is None:
            return None
        return self.after.mean - self.before.mean


@dataclass(frozen=True)
class Survey:
    """`returns`: how many people have handed it in, by moment. `outcomes` is empty until the survey is closed."""

    returns: dict[SurveyMoment, int]
    closed_at: datetime | None
    outcomes: tuple[QuestionOutcome, ...]


def survey_outcome(gameday: GameDay) -> Survey:
    """Four queries, whatever was answered."""
    returns = {
        moment: SurveyReturn.objects.filter(player__gameday=gameday, moment=moment).count() for moment in SurveyMoment
    }
    recap = Recap.objects.filter(gameday=gameday).first()
    closed_at = recap.survey_closed_at if recap else None
    return Survey(returns, closed_at, tuple(_outcomes(gameday)) if closed_at else ())


def _outcomes(gameday: GameDay) -> list[QuestionOutcome]:
    counts: dict[tuple[int, int | None, str], list[int]] = defaultdict(lambda: [0] * 5)
    scenarios: dict[int, Scenario] = {}
    for row in SurveyCount.objects.filter(question__gameday=gameday).select_related("scenario"):
        counts[row.question_id, row.scenario_id, row.moment][row.value - 1] = row.count
        if row.scenario:
            scenarios[row.scenario.pk] = row.scenario
    found = []
    by_title = sorted(scenarios.values(), key=lambda scenario: scenario.title)
    for question in survey_questions(gameday):
        about: Sequence[Scenario | None] = by_title if question.scope == QuestionScope.SCENARIO else [None]
        for scenario in about:
            key = question.pk, scenario.pk if scenario else None
            before, after = (Spread(tuple(counts[*key, moment])) for moment in SurveyMoment)
            found.append(QuestionOutcome(question, scenario, before, after))
    return found


def close_survey(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Let nobody answer any more, and show the figures. It is not opened again. Raises Refused."""
    if not gameday.is_over:
        raise Refused(_("The day is not over: the survey after it has not begun."))
    with transaction.atomic():
        Recap.objects.get_or_create(gameday=gameday)
        if Recap.objects.filter(gameday=gameday, survey_closed_at=None).update(survey_closed_at=now):
            activity.record_activity(gameday, ActivityVerb.SURVEY, _lazy("{by} closes the survey"), now=now, by=by)
