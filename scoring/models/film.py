"""Film: what is shown of one incident, made from the rows after it has ended; can be made again at any time."""

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models import Incident
from scoring.models.choices import FilmState


class Film(models.Model):
    incident = models.OneToOneField(
        Incident, verbose_name=_lazy("incident"), on_delete=models.CASCADE, related_name="film"
    )
    state = models.CharField(_lazy("state"), max_length=10, choices=FilmState, default=FilmState.WAITING)
    asked_at = models.DateTimeField(_lazy("asked at"))
    made_at = models.DateTimeField(_lazy("made at"), null=True)
    next_at = models.DateTimeField(
        _lazy("next at"), null=True, db_index=True, help_text=_lazy("When the clock sends a task for it again.")
    )
    attempts = models.PositiveSmallIntegerField(_lazy("attempts"), default=0)
    problem = models.TextField(_lazy("problem"), blank=True)
    body = models.BinaryField(_lazy("body"), default=b"", help_text=_lazy("The film as gzip of JSON."))
    size = models.PositiveIntegerField(_lazy("size"), default=0, help_text=_lazy("Bytes of the body."))

    class Meta:
        verbose_name = _lazy("film")
        verbose_name_plural = _lazy("films")
        ordering = ["incident"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=FilmState.values), name="film_state_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.incident}: {self.get_state_display()}"
