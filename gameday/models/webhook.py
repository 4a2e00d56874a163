"""Webhook: another system that is told what happens. WebhookDelivery: one thing that it is told, and what it answered.

Deliveries are the outbox: a row is written when something has happened, and a task sends it.
"""

from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _lazy

from gameday.models.activity import Activity
from gameday.models.choices import DeliveryState, WebhookKind
from gameday.models.gameday import GameDay
from gameday.models.named import NameField
from gameday.models.state_is import state_is


class Webhook(models.Model):
    gameday = models.ForeignKey(
        GameDay,
        verbose_name=_lazy("game day"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="webhooks",
        help_text=_lazy("Empty: every game day of this installation."),
    )
    name = NameField(_lazy("name"))
    kind = models.CharField(_lazy("kind"), max_length=12, choices=WebhookKind, default=WebhookKind.JSON)
    url = models.URLField(_lazy("address"), max_length=1000)
    secret = models.CharField(_lazy("secret"), max_length=100, editable=False)
    events = models.JSONField(_lazy("events"), default=list)
    enabled = models.BooleanField(_lazy("enabled"), default=True)
    made_at = models.DateTimeField(_lazy("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _lazy("webhook")
        verbose_name_plural = _lazy("webhooks")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=WebhookKind.values), name="webhook_kind_is_known")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_url(self) -> str:
        """The address without what is secret in it: whoever knows the path may write there."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname or ''}/…"


class WebhookDelivery(models.Model):
    webhook = models.ForeignKey(
        Webhook, verbose_name=_lazy("webhook"), on_delete=models.CASCADE, related_name="deliveries"
    )
    activity = models.ForeignKey(
        Activity, verbose_name=_lazy("activity"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    event = models.CharField(_lazy("event"), max_length=20)
    body = models.JSONField(_lazy("body"))
    made_at = models.DateTimeField(_lazy("made at"))
    state = models.CharField(_lazy("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_lazy("attempts"), default=0)
    next_at = models.DateTimeField(_lazy("next attempt at"), db_index=True)
    held_until = models.DateTimeField(
        _lazy("held until"), null=True, help_text=_lazy("A worker is sending it; if that dies, another one may then.")
    )
    ended_at = models.DateTimeField(_lazy("ended at"), null=True)
    answer = models.CharField(_lazy("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _lazy("webhook delivery")
        verbose_name_plural = _lazy("webhook deliveries")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "activity"], name="a_webhook_is_told_an_activity_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values), name="webhook_delivery_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook}: {self.event}"

    gave_up = state_is(DeliveryState.GIVEN_UP)
