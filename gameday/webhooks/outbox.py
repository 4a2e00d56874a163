"""The outbox of webhooks: what happened is written into it, posted, tried again after growing pauses, and given up in the end.

What is told is read from the feed: nothing in the game writes here. A delivery is written once, whoever looks (a unique
constraint). One worker posts at a time, so that a system that answers slowly takes one thread of the platform and no more.
"""

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.celery import app
from gameday.language import vocabulary
from gameday.models import Activity, GameDay, Webhook, WebhookDelivery
from gameday.models.choices import ActivityVerb, DeliveryState
from gameday.webhooks import bodies, posting, signing
from gameday.webhooks.posting import PostAnswer

NEWS = timedelta(minutes=15)  # what is older is no news: the platform was away
PAUSES = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800)]  # after each attempt that failed
HELD = timedelta(seconds=30)  # a worker that posts for longer has died
SPREE = 20.0  # seconds for which one task posts what is due
KEPT = timedelta(days=30)


def write_news(now: datetime) -> int:
    """Write what has happened into the outbox of each webhook that is told of it. The clock calls it. Returns how many."""
    return sum(_write_news(webhook, now) for webhook in Webhook.objects.filter(enabled=True).order_by("pk"))


def _write_news(webhook: Webhook, now: datetime) -> int:
    about = Q(gameday=webhook.gameday_id) if webhook.gameday_id else Q()
    acts = Activity.objects.filter(about, verb__in=webhook.events, at__gt=max(now - NEWS, webhook.made_at), at__lte=now)
    known = WebhookDelivery.objects.filter(webhook=webhook, activity__isnull=False).values("activity")
    frozen = Q(gameday__frozen_at__isnull=False, gameday__revealed_at=None, verb__in=bodies.TELLS_SCORES)
    acts = acts.exclude(frozen).exclude(pk__in=known).exclude(incident__practice=True).exclude(gameday__rehearsal=True)
    acts = acts.order_by("at", "pk")
    rows = [
        WebhookDelivery(
            webhook=webhook, activity=act, event=act.verb, body=bodies.news_of(act), made_at=now, next_at=now
        )
        for act in acts.select_related("gameday", "team", "incident__scenario")
    ]
    return len(WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True))


def send_due_deliveries(now: datetime) -> bool:
    """Have a worker post what is due, unless one is at it. The clock calls it. Says whether it sent a task."""
    waiting = WebhookDelivery.objects.filter(state=DeliveryState.WAITING)
    if (
        not waiting.filter(_due(now)).exists()
        or waiting.filter(held_until__gt=now, held_until__lte=now + HELD).exists()
    ):
        return False
    app.send_task("gameday.tasks.post_webhooks", expires=5, retry=False)
    return True


def _due(now: datetime) -> Q:
    """What is farther ahead than the longest pause was written before the system's clock jumped back."""
    return Q(webhook__enabled=True) & (Q(next_at__lte=now) | Q(next_at__gt=now + PAUSES[-1]))


def post_due_deliveries(now: datetime) -> int:
    """Post what is due, one after the other, those first that did not fail yet. Returns how many were tried."""
    began, tried = now, 0
    while (now - began).total_seconds() < SPREE and (row := _claim(now)):
        post_delivery(row, now)
        tried, now = tried + 1, timezone.now()
    return tried


def _claim(now: datetime) -> WebhookDelivery | None:
    """Hold the next delivery. None where nothing is due, or another worker has just taken it."""
    free = Q(held_until=None) | Q(held_until__lte=now) | Q(held_until__gt=now + HELD)
    due = WebhookDelivery.objects.filter(free & _due(now), state=DeliveryState.WAITING)
    row = due.select_related("webhook", "activity__gameday").order_by("attempts", "next_at", "pk").first()
    if row is None or due.filter(pk=row.pk).update(held_until=now + HELD) != 1:
        return None
    return row


def post_delivery(row: WebhookDelivery, now: datetime) -> PostAnswer:
    """Post one delivery and write down what came of it."""
    body = json.dumps(bodies.body_for(row.webhook.kind, row.body), ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Gameday",
        "X-Gameday-Event": row.event,
        "X-Gameday-Delivery": str(row.pk),
        signing.HEADER: signing.signature(row.webhook.secret, body, now),
    }
    answer = posting.post(row.webhook.url, body, headers)
    _note(row, answer, timezone.now())
    return answer


def _note(row: WebhookDelivery, answer: PostAnswer, now: datetime) -> None:
    attempts = row.attempts + 1
    over = answer.refused or row.event == bodies.TEST or attempts > len(PAUSES)
    state = DeliveryState.SENT if answer.ok else DeliveryState.GIVEN_UP if over else DeliveryState.WAITING
    waits = state == DeliveryState.WAITING
    rows = WebhookDelivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING)
    with transaction.atomic():
        won = rows.update(
            state=state,
            attempts=F("attempts") + 1,
            answer=answer.said,
            held_until=None,
            next_at=now + PAUSES[attempts - 1] if waits else now,
            ended_at=None if waits else now,
        )
        if won and state == DeliveryState.GIVEN_UP and row.activity and _first_in_a_row(row):
            _say(row, row.activity.gameday, answer, now)
    row.refresh_from_db()


def _first_in_a_row(row: WebhookDelivery) -> bool:
    """Whether the one before went through: of a system that is away, one line is enough."""
    ended = WebhookDelivery.objects.filter(webhook=row.webhook, ended_at__isnull=False).exclude(pk=row.pk)
    last = ended.exclude(event=bodies.TEST).order_by("-ended_at", "-pk").first()
    return last is None or not last.gave_up


def _say(row: WebhookDelivery, gameday: GameDay, answer: PostAnswer, now: datetime) -> None:
    text = _lazy("The webhook “{webhook}” was not told of “{event}”, after {attempts} attempts: {why}")
    with vocabulary.in_language_of(gameday):
        event = str(ActivityVerb(row.event).label)
    activity.record_activity(
        gameday,
        ActivityVerb.WEBHOOK,
        text,
        now=now,
        webhook=row.webhook.name,
        event=event,
        attempts=row.attempts + 1,
        why=answer.said,
    )


def request_test(webhook: Webhook, text: str, now: datetime) -> WebhookDelivery:
    """Have a worker post a test at once; its answer stands in the row then."""
    news = {"event": bodies.TEST, "text": text, "at": now.isoformat(), "gameday": None, "team": None, "scenario": None}
    row = WebhookDelivery.objects.create(
        webhook=webhook, event=bodies.TEST, body=news, made_at=now, next_at=now, held_until=now + HELD
    )
    transaction.on_commit(lambda: app.send_task("gameday.tasks.test_webhook", args=[row.pk], retry=False), robust=True)
    return row


def forget_old_deliveries(now: datetime) -> None:
    """Delete what ended long ago."""
    WebhookDelivery.objects.filter(ended_at__lt=now - KEPT).delete()
