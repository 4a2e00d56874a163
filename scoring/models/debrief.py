"""DebriefNote: one thought of the debrief. ActionItem: what somebody will do about it. DebriefCourse: where it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import GameDay, Incident, Team
from gameday.models.named import NameField
from scoring.models.choices import DebriefColumn, DebriefStep


class DebriefNote(models.Model):
    """A row a thought, so that several people write at once. `version` refuses an edit of a text that has changed since."""

    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="debrief_notes"
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_lazy("team"),
        null=True,
        on_delete=models.CASCADE,
        related_name="debrief_notes",
        help_text=_lazy("Empty in the debrief of all teams."),
    )
    incident = models.ForeignKey(
        Incident, verbose_name=_lazy("incident"), null=True, on_delete=models.SET_NULL, related_name="debrief_notes"
    )
    column = models.CharField(_lazy("column"), max_length=10, choices=DebriefColumn)
    text = models.TextField(_lazy("text"))
    by = NameField(_lazy("by"))
    role = models.CharField(_lazy("seat"), max_length=3, blank=True)
    version = models.PositiveIntegerField(_lazy("version"), default=1)
    at = models.DateTimeField(_lazy("at"))
    removed_at = models.DateTimeField(_lazy("removed at"), null=True)

    class Meta:
        verbose_name = _lazy("note of the debrief")
        verbose_name_plural = _lazy("notes of the debrief")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(column__in=DebriefColumn.values), name="debrief_column_is_known")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ActionItem(models.Model):
    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="action_items"
    )
    team = models.ForeignKey(
        Team, verbose_name=_lazy("team"), null=True, on_delete=models.CASCADE, related_name="action_items"
    )
    note = models.ForeignKey(
        DebriefNote, verbose_name=_lazy("note"), null=True, on_delete=models.SET_NULL, related_name="action_items"
    )
    text = models.TextField(_lazy("text"))
    owner = NameField(_lazy("owner"), blank=True)
    due_on = models.DateField(_lazy("due on"), null=True, blank=True)
    done_at = models.DateTimeField(_lazy("done at"), null=True)
    issue_url = models.URLField(_lazy("issue"), max_length=500, blank=True)
    by = NameField(_lazy("by"))
    version = models.PositiveIntegerField(_lazy("version"), default=1)
    at = models.DateTimeField(_lazy("at"))
    removed_at = models.DateTimeField(_lazy("removed at"), null=True)

    class Meta:
        verbose_name = _lazy("action item")
        verbose_name_plural = _lazy("action items")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class DebriefCourse(models.Model):
    """How far a debrief is, for those who follow whoever leads it. Without a row nobody has led it yet."""

    gameday = models.ForeignKey(
        GameDay, verbose_name=_lazy("game day"), on_delete=models.CASCADE, related_name="debrief_courses"
    )
    team = models.ForeignKey(
        Team,
        verbose_name=_lazy("team"),
        null=True,
        on_delete=models.CASCADE,
        related_name="debrief_courses",
        help_text=_lazy("Empty in the debrief of all teams."),
    )
    step = models.CharField(_lazy("step"), max_length=10, choices=DebriefStep, default=DebriefStep.WARM_UP)
    step_began_at = models.DateTimeField(_lazy("step began at"), null=True)
    led_by = NameField(_lazy("led by"), blank=True, help_text=_lazy("Empty: everybody looks at the step they like."))
    exchanges = models.PositiveSmallIntegerField(
        _lazy("exchanges"), default=0, help_text=_lazy("How often the warm-up question was exchanged.")
    )

    class Meta:
        verbose_name = _lazy("course of a debrief")
        verbose_name_plural = _lazy("courses of debriefs")
        constraints = [
            models.UniqueConstraint(fields=["gameday", "team"], name="one_course_a_debrief", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(step__in=DebriefStep.values), name="debrief_step_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.team or self.gameday}: {self.get_step_display()}"
