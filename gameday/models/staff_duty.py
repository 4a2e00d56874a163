"""StaffDuty: what a member of staff may do on the days. Staff without one are facilitators, and superusers always are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.choices import Duty


class StaffDuty(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_lazy("user"), on_delete=models.CASCADE, related_name="staff_duty"
    )
    duty = models.CharField(_lazy("duty"), max_length=12, choices=Duty, default=Duty.FACILITATOR)

    class Meta:
        verbose_name = _lazy("duty on the days")
        verbose_name_plural = _lazy("duties on the days")
        constraints = [models.CheckConstraint(condition=models.Q(duty__in=Duty.values), name="staff_duty_is_known")]

    def __str__(self) -> str:
        return self.get_duty_display()
