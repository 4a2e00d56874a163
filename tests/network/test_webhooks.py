"""Webhooks: what is told to whom, signed, tried again and given up; and where nothing is ever posted."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.urls import reverse

from gameday import activity
from gameday.models import Activity, Webhook, WebhookDelivery
from gameday.models.choices import ActivityVerb
from gameday.webhooks import bodies, outbox, posting, signing
from tests import making
from tests.making import NOW
from tests.own_redis import own_redis_keys
from tests.reading import read_page


class Receiver(ThreadingHTTPServer):
    """Another system. It answers `status`, `headers` and `text`, after `go` is set."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.headers, self.text = 200, {}, "ok"
        self.go, self.heard = threading.Event(), []
        self.go.set()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook/secret-path"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        self.server.go.wait(60)
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.text.encode())

    def log_message(self, *_unused):
        pass


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.go.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def clean_redis(settings):
    settings.WEBHOOKS_INSIDE = True
    with own_redis_keys(settings, "webhooks") as connection:
        yield connection


@pytest.fixture
def sent(monkeypatch):
    """The tasks that were sent."""
    found = []
    monkeypatch.setattr(outbox.app, "send_task", lambda name, **about: found.append((name, about.get("args"))))
    return found


@pytest.fixture
def gameday(db):
    return making.running_gameday(name="Hay Day")


def make_webhook(receiver, gameday=None, **changes):
    told = {"name": "Chat", "url": receiver.url, "secret": "oats", "events": [verb.value for verb in bodies.EVENTS]}
    webhook = Webhook.objects.create(gameday=gameday, **told | changes)
    Webhook.objects.filter(pk=webhook.pk).update(made_at=NOW - timedelta(hours=1))
    return webhook


def act(where, verb=ActivityVerb.STARTED, text="It begins", now=NOW, **more):
    return activity.record_activity(where, verb, text, now=now, **more)


# Where nothing is posted ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "outside", "with_setting"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1::1", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("192.168.1.1", False, True),
        ("100.64.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("224.0.0.1", False, False),
        ("0.0.0.0", False, False),
    ],
)
def test_only_the_internet_is_posted_to_unless_a_setting_allows_more(settings, address, outside, with_setting):
    settings.WEBHOOKS_INSIDE = False
    assert posting.is_outside(address) is outside
    settings.WEBHOOKS_INSIDE = True
    assert posting.is_outside(address) is with_setting


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
def test_the_platform_s_own_network_is_refused_however_it_is_called(settings, receiver, name):
    settings.WEBHOOKS_INSIDE = False
    answer = posting.post(receiver.url.replace("127.0.0.1", name), b"{}", {})
    assert (answer.ok, receiver.heard) == (False, [])
    assert answer.refused or "cannot be reached" in answer.said


def test_a_redirection_is_not_followed(receiver):
    for status, inside in (
        (302, receiver.url + "/inside"),
        (307, "http://169.254.169.254/keys"),
        (308, "file:///etc/passwd"),
    ):
        receiver.status, receiver.headers, receiver.heard = status, {"Location": inside}, []
        answer = posting.post(receiver.url, b"{}", {})
        assert (answer.ok, answer.said) == (False, f"It answers {status}, a redirection, which is not followed.")
    assert [path for path, _headers, _body in receiver.heard] == ["/hook/secret-path"]


def test_an_answer_that_does_not_come_is_waited_for_no_longer(receiver):
    receiver.go.clear()
    answer = posting.post(receiver.url, b"{}", {}, patience=0.3)
    assert (answer.ok, answer.said) == (False, "No answer within 0 seconds.")


def test_an_endless_answer_is_read_no_further_than_it_is_kept(receiver):
    receiver.text = "hay " * 500_000
    answer = posting.post(receiver.url, b"{}", {})
    assert answer.ok
    assert len(answer.said) < 300


# What is told ---------------------------------------------------------------------------------------------------------


def test_a_webhook_of_a_day_is_told_of_that_day_and_one_of_all_of_every_day_once(receiver, gameday):
    own, every = make_webhook(receiver, gameday), make_webhook(receiver, events=["started", "help"])
    act(gameday)
    act(making.running_gameday())
    act(gameday, ActivityVerb.JOINED)
    act(gameday, ActivityVerb.FINISHED, now=NOW - outbox.NEWS)
    assert [outbox.write_news(NOW) for _ in range(2)] == [3, 0]
    assert [own.deliveries.count(), every.deliveries.count()] == [1, 2]


def test_without_webhooks_the_clock_asks_once(gameday, django_assert_num_queries):
    act(gameday)
    with django_assert_num_queries(2):
        outbox.write_news(NOW)
        outbox.send_due_deliveries(NOW)


def test_while_scores_are_frozen_nothing_that_moves_them_is_told(receiver, gameday):
    webhook, team = make_webhook(receiver), making.make_team(gameday)
    type(gameday).objects.filter(pk=gameday.pk).update(frozen_at=NOW)
    for verb in (ActivityVerb.RESOLVED, ActivityVerb.BOTH_KEYS, ActivityVerb.HELP):
        act(team, verb)
    outbox.write_news(NOW)
    assert list(webhook.deliveries.values_list("event", flat=True)) == ["help"]


NEWS = {
    "event": "resolved",
    "text": "@channel <b>& co</b> mended it",
    "at": NOW.isoformat(),
    "gameday": {"slug": "hay-day", "name": "Hay Day"},
    "team": "@everyone",
    "scenario": None,
}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("json", NEWS),
        ("slack", {"text": "Hay Day · @everyone: @channel &lt;b&gt;&amp; co&lt;/b&gt; mended it"}),
        (
            "mattermost",
            {
                "text": "Hay Day · @\u200beveryone: @\u200bchannel <b>& co</b> mended it",
                "username": "Gameday",
            },
        ),
        (
            "discord",
            {"content": "Hay Day · @everyone: @channel <b>& co</b> mended it", "allowed_mentions": {"parse": []}},
        ),
    ],
)
def test_each_system_is_told_in_its_words_and_nobody_is_called_by_them(kind, body):
    assert bodies.body_for(kind, NEWS) == body


def test_a_post_is_signed_with_its_moment(receiver, gameday):
    make_webhook(receiver, gameday)
    act(gameday, text="Héy")
    outbox.write_news(NOW)
    assert outbox.post_due_deliveries(NOW) == 1
    [(_path, headers, body)] = receiver.heard
    moment, digest = headers[signing.HEADER].removeprefix("t=").split(",v1=")
    wanted = hmac.new(b"oats", f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(digest, wanted)
    assert int(moment) == int(NOW.timestamp())
    told = json.loads(body)
    assert (told["text"], told["gameday"]["name"], headers["X-Gameday-Event"]) == ("Héy", "Hay Day", "started")
    assert WebhookDelivery.objects.values_list("state", "attempts", "answer").get() == ("sent", 1, "200 ok")


# Again, and given up --------------------------------------------------------------------------------------------------


def test_what_fails_is_tried_again_after_growing_pauses_and_given_up_and_said_once(receiver, gameday, monkeypatch):
    receiver.status, receiver.text = 500, "Out of hay"
    make_webhook(receiver, gameday)
    act(gameday)
    act(gameday, ActivityVerb.PAUSED)
    outbox.write_news(NOW)
    now, waits = NOW, []
    for _ in range(6):
        monkeypatch.setattr(outbox.timezone, "now", lambda now=now: now)
        assert outbox.post_due_deliveries(now) == 2
        assert outbox.post_due_deliveries(now) == 0
        due = WebhookDelivery.objects.order_by("pk")[0].next_at
        waits.append((due - now).total_seconds())
        now = due
    assert waits == [5, 30, 120, 600, 1800, 0]
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("given_up", 6)}
    said = Activity.objects.filter(verb="webhook").values_list("text", flat=True)
    assert list(said) == ["The webhook “Chat” was not told of “started”, after 6 attempts: 500 Out of hay"]
    assert outbox.write_news(now) == 0


def test_a_place_that_is_refused_is_given_up_at_once(settings, receiver, gameday):
    settings.WEBHOOKS_INSIDE = False
    make_webhook(receiver, gameday)
    act(gameday)
    outbox.write_news(NOW)
    outbox.post_due_deliveries(NOW)
    row = WebhookDelivery.objects.get()
    assert (row.state, row.attempts) == ("given_up", 1)
    assert "inside the platform's own network" in row.answer


def test_one_worker_posts_at_a_time_and_another_one_when_it_has_died(receiver, gameday, sent):
    make_webhook(receiver, gameday)
    act(gameday)
    act(gameday, ActivityVerb.PAUSED)
    outbox.write_news(NOW)
    assert outbox._claim(NOW) is not None
    assert outbox.send_due_deliveries(NOW + timedelta(seconds=1)) is False
    assert outbox.send_due_deliveries(NOW + outbox.HELD) is True
    assert sent == [("gameday.tasks.post_webhooks", None)]


# The admin ------------------------------------------------------------------------------------------------------------


def fields(**changes):
    return {"name": "Chat", "kind": "json", "events": ["started"], "enabled": "on", "url": "", "gameday": ""} | changes


def test_address_and_secret_are_shown_once_and_never_again(admin_client, db):
    added = admin_client.post(
        reverse("admin:gameday_webhook_add"),
        fields(url="https://chat.example/T0/secret-path", _continue="1"),
        follow=True,
    )
    webhook = Webhook.objects.get()
    assert webhook.secret in added.text
    assert "secret-path" not in added.text
    page = admin_client.get(reverse("admin:gameday_webhook_change", args=[webhook.pk]))
    assert webhook.secret not in page.text
    assert "https://chat.example/…" in read_page(page)
    admin_client.post(reverse("admin:gameday_webhook_change", args=[webhook.pk]), fields(name="Our chat"))
    webhook.refresh_from_db()
    assert (webhook.name, webhook.url) == ("Our chat", "https://chat.example/T0/secret-path")
    before = webhook.secret
    renewed = admin_client.post(reverse("admin:gameday_webhook_secret", args=[webhook.pk]), follow=True)
    webhook.refresh_from_db()
    assert webhook.secret != before
    assert webhook.secret in renewed.text


@pytest.mark.parametrize(
    ("url", "why"), [("", "Where should it be told"), ("ftp://hay.example/", "Only addresses with")]
)
def test_an_address_that_is_none_is_refused(admin_client, db, url, why):
    answer = admin_client.post(reverse("admin:gameday_webhook_add"), fields(url=url))
    assert why in read_page(answer)
    assert Webhook.objects.count() == 0


def test_one_press_tests_it_and_shows_the_answer(
    admin_client, receiver, gameday, sent, django_capture_on_commit_callbacks
):
    webhook = make_webhook(receiver, gameday)
    with django_capture_on_commit_callbacks(execute=True):
        page = admin_client.post(reverse("admin:gameday_webhook_test", args=[webhook.pk]), follow=True)
    assert "on its way" in read_page(page)
    row = WebhookDelivery.objects.get()
    assert sent == [("gameday.tasks.test_webhook", [row.pk])]
    receiver.status, receiver.text = 404, "no such channel"
    outbox.post_delivery(row, NOW)
    answer = read_page(admin_client.get(reverse("admin:gameday_webhook_answer", args=[row.pk])))
    assert "It did not work. 404 no such channel" in answer
    assert json.loads(receiver.heard[0][2])["text"] == "admin tests this webhook from Gameday."
    assert Activity.objects.filter(verb="webhook").count() == 0
