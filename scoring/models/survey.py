"""The survey. Answers are counted, never stored one by one: no row can be traced to who gave it."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Player
from scenarios.models import Scenario
from scoring.models.choices import QuestionScope, SurveyMoment


class SurveyQuestion(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="survey_questions"
    )
    scope = models.CharField(_lazy("about"), max_length=10, choices=QuestionScope)
    text = models.CharField(_lazy("text"), max_length=200)
    position = models.PositiveSmallIntegerField(_lazy("position"), default=0)

    class Meta:
        verbose_name = _lazy("question of the survey")
        verbose_name_plural = _lazy("questions of the survey")
        ordering = ["scope", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=QuestionScope.values), name="question_scope_is_known")
        ]

    def __str__(self) -> str:
        return self.text


class SurveyCount(models.Model):
    """How many people have given one answer to one question."""

    question = models.ForeignKey(
        SurveyQuestion, verbose_name=_lazy("question"), on_delete=models.CASCADE, related_name="counts"
    )
    moment = models.CharField(_lazy("moment"), max_length=6, choices=SurveyMoment)
    scenario = models.ForeignKey(
        Scenario, verbose_name=_lazy("scenario"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    value = models.PositiveSmallIntegerField(_lazy("value"), help_text=_lazy("From 1, not at all, to 5, fully."))
    count = models.PositiveIntegerField(_lazy("count"), default=0)

    class Meta:
        verbose_name = _lazy("count of answers")
        verbose_name_plural = _lazy("counts of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "moment", "scenario", "value"], nulls_distinct=False, name="one_count_an_answer"
            ),
            models.CheckConstraint(condition=models.Q(moment__in=SurveyMoment.values), name="survey_moment_is_known"),
            models.CheckConstraint(condition=models.Q(value__range=(1, 5)), name="an_answer_is_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value} ({self.count})"


class SurveyReturn(models.Model):
    """That a player has handed in the survey, so that nobody does twice. Without a time: it would tell the answers apart."""

    player = models.ForeignKey(
        Player, verbose_name=_lazy("player"), on_delete=models.CASCADE, related_name="survey_returns"
    )
    moment = models.CharField(_lazy("moment"), max_length=6, choices=SurveyMoment)

    class Meta:
        verbose_name = _lazy("survey handed in")
        verbose_name_plural = _lazy("surveys handed in")
        constraints = [models.UniqueConstraint(fields=["player", "moment"], name="a_survey_is_handed_in_once")]

    def __str__(self) -> str:
        return f"{self.player}: {self.get_moment_display()}"
