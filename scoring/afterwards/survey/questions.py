"""The questions of a day's survey. A day starts with ours, in its language; the facilitator may write others."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.models import GameDay
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused
from scoring.models import QuestionScope, SurveyQuestion, SurveyReturn

LONGEST = 200  # characters
MOST = 12  # of one scope: a survey that takes longer is not handed in
OURS = {
    QuestionScope.DAY: (
        _lazy("I know what people on the other seat do in an incident."),
        _lazy("I know whom to ask when something breaks that is not mine."),
        _lazy("I dare to ask a question that may sound silly."),
        _lazy("I can read what the other seat looks at: its code, or its gauges and logs."),
        _lazy("When something breaks, we look for causes and not for culprits."),
        _lazy("I would like to work on an incident together with the other seat."),
    ),
    QuestionScope.SCENARIO: (_lazy("I learned something."), _lazy("It was fair."), _lazy("It was fun.")),
}


def survey_questions(gameday: GameDay) -> list[SurveyQuestion]:
    """The questions in their order. Ours are written the first time that somebody asks. One query after that."""
    found = list(gameday.survey_questions.all())
    return found or _write_ours(gameday)


def _write_ours(gameday: GameDay) -> list[SurveyQuestion]:
    with transaction.atomic(), vocabulary.in_language_of(gameday):
        GameDay.objects.select_for_update().get(pk=gameday.pk)
        if not gameday.survey_questions.exists():
            SurveyQuestion.objects.bulk_create(
                SurveyQuestion(gameday=gameday, scope=scope, text=str(text), position=position)
                for scope, texts in OURS.items()
                for position, text in enumerate(texts)
            )
    return list(gameday.survey_questions.all())


def replace_questions(gameday: GameDay, texts: Mapping[QuestionScope, list[str]], *, by: str, now: datetime) -> None:
    """Put these questions in the place of all others. Raises Refused, and changes nothing then."""
    if any(len(text) > LONGEST for lines in texts.values() for text in lines):
        raise Refused(_("A question has at most {most} characters; nothing was changed.").format(most=LONGEST))
    if any(len(lines) > MOST for lines in texts.values()):
        raise Refused(_("At most {most} questions of a kind: nothing was changed.").format(most=MOST))
    if not texts.get(QuestionScope.DAY):
        raise Refused(_("A survey needs a question about the day; nothing was changed."))
    with transaction.atomic():
        GameDay.objects.select_for_update().get(pk=gameday.pk)
        if SurveyReturn.objects.filter(player__gameday=gameday).exists():
            raise Refused(_("Somebody has answered already, so the questions stay as they are."))
        activity.record_activity(
            gameday, ActivityVerb.SURVEY, _lazy("{by} writes the questions of the survey"), now=now, by=by
        )
        gameday.survey_questions.all().delete()
        SurveyQuestion.objects.bulk_create(
            SurveyQuestion(gameday=gameday, scope=scope, text=text, position=position)
            for scope, lines in texts.items()
            for position, text in enumerate(lines)
        )
