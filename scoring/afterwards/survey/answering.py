"""Hands in the answers of one person. They are added to the counts: no row says who gave which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gameday.models import GameDay, Player
from gameday.models.choices import IncidentState
from scenarios.models import Scenario
from scenarios.refusal import Refused
from scoring.models import QuestionScope, Recap, SurveyCount, SurveyMoment, SurveyQuestion, SurveyReturn

VALUES = range(1, 6)  # from "not at all" to "fully"


@dataclass(frozen=True)
class AskedQuestion:
    """One thing that is asked: a question about the day, or one about a scenario that the team has played."""

    question: SurveyQuestion
    scenario: Scenario | None = None

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"{self.question.pk}-{self.scenario.pk}" if self.scenario else str(self.question.pk)


def moment_of(gameday: GameDay) -> SurveyMoment | None:
    """Which survey is open now; None while the day runs, and when the facilitator has closed it."""
    if gameday.before_start:
        return SurveyMoment.BEFORE
    if gameday.is_over and not Recap.objects.filter(gameday=gameday, survey_closed_at__isnull=False).exists():
        return SurveyMoment.AFTER
    return None


def played_scenarios(player: Player) -> list[Scenario]:
    """What the player's team has played, in the order of the day. One query."""
    rows = Scenario.objects.filter(
        incident__team=player.team_id, incident__practice=False, incident__live_at__isnull=False
    ).exclude(incident__state=IncidentState.VOIDED)
    found = {row.pk: row for row in rows.order_by("incident__live_at", "incident")}
    return list(found.values())


def asked_of(player: Player, questions: list[SurveyQuestion], moment: SurveyMoment) -> list[AskedQuestion]:
    """Everything that a person is asked at that moment."""
    day = [AskedQuestion(question) for question in questions if question.scope == QuestionScope.DAY]
    if moment == SurveyMoment.BEFORE:
        return day
    about = [question for question in questions if question.scope == QuestionScope.SCENARIO]
    return day + [AskedQuestion(question, scenario) for scenario in played_scenarios(player) for question in about]


def has_answered(player: Player, moment: SurveyMoment) -> bool:
    return player.survey_returns.filter(moment=moment).exists()


def hand_in(player: Player, asked: list[AskedQuestion], answers: Mapping[str, int], *, now: datetime) -> None:
    """Count the answers, by the names of their fields; what is left out is not counted. Raises Refused."""
    moment = moment_of(player.gameday)
    if moment is None:
        raise Refused(_("The survey is closed, so your answers were not counted."))
    given = [(each, answers[each.field]) for each in asked if each.field in answers]
    if not given:
        raise Refused(_("There was no answer in it. Choose at least one, and send it again."))
    try:
        with transaction.atomic():
            SurveyReturn.objects.create(player=player, moment=moment)
            for each, value in sorted(given, key=lambda pair: (pair[0].field, pair[1])):
                _count(each, moment, value)
    except IntegrityError as error:
        raise Refused(_("You have answered already: each person is counted once.")) from error


def _count(asked: AskedQuestion, moment: SurveyMoment, value: int) -> None:
    about = {"question": asked.question, "moment": moment, "scenario": asked.scenario, "value": value}
    SurveyCount.objects.bulk_create([SurveyCount(**about)], ignore_conflicts=True)
    SurveyCount.objects.filter(**about).update(count=F("count") + 1)
