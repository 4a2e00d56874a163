"""Rehearsing: the day's plan in a tenth of its time, what is refused, and how one begins and ends by itself."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from gameday.event import lifecycle, plans, preflight, rehearsing
from gameday.event.quickening import LAST_ROOM, LEAST_ROOM, quick_moments, quicken
from gameday.models import Activity, GameDay, Injection, ScheduledMessage, ScheduleMark, Webhook, WebhookDelivery
from gameday.webhooks import outbox
from scenarios.refusal import Refused
from tests.gameday.conftest import fresh, scenario_of
from tests.making import make_gameday, make_host, make_round, make_sandbox, make_team

MINUTE = 60


@pytest.fixture
def planned(draft):
    """Two rounds twenty minutes apart, a break of ten between them and a freeze at the end of an hour."""
    make_round(draft, scenario_of(title="The second nap"), starts_after=timedelta(minutes=21), swap=True)
    ScheduleMark.objects.create(
        gameday=draft, kind="break", starts_after=timedelta(minutes=11), lasts=timedelta(minutes=10)
    )
    ScheduleMark.objects.create(gameday=draft, kind="freeze", starts_after=timedelta(minutes=50))
    GameDay.objects.filter(pk=draft.pk).update(duration=timedelta(hours=1))
    draft.refresh_from_db()
    return draft


def start(day, gameday):
    return rehearsing.start_rehearsal(gameday, by="Ada", now=day.now)


class TestTheArithmetic:
    def test_every_moment_comes_after_a_tenth_of_its_time(self):
        assert quick_moments([300, 3300], [1800, 5400], 7200) == {300: 30, 1800: 180, 3300: 330, 5400: 540, 7200: 720}

    def test_a_round_has_the_room_that_a_scenario_needs_and_the_rest_follows(self):
        found = quick_moments([60, 300], [240, 360], 420)
        assert found == {60: 6, 240: 24, 300: 6 + LEAST_ROOM, 360: 12 + LEAST_ROOM, 420: 6 + LEAST_ROOM + LAST_ROOM}

    def test_what_comes_together_comes_together(self):
        assert quick_moments([60, 60, 660], [660], 3600) == {60: 6, 660: 6 + LEAST_ROOM, 3600: 390}

    def test_breaks_are_a_tenth_as_long_and_what_is_no_plan_stays(self, planned):
        plan = plans.plan_of(planned)
        quick = quicken(plan)
        assert [(mark.kind, mark.starts_after, mark.lasts) for mark in quick.plan.marks] == [
            ("break", 66, 60),
            ("freeze", 300, 0),
        ]
        assert [(one.starts_after, one.swap) for one in quick.plan.rounds] == [(6, False), (126, True)]
        assert (quick.plan.duration, quick.lasts) == (360, 420)
        assert quick.plan.seed == plan.seed


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (lambda gameday: gameday.rounds.all().delete(), "nothing to rehearse"),
            (lambda gameday: setattr(gameday, "state", "lobby"), "comes before the launch"),
            (lambda gameday: setattr(gameday, "rehearsal", True), "Rehearse the day itself"),
        ],
    )
    def test_a_day_that_is_not_prepared(self, day, draft, change, why):
        change(draft)
        with pytest.raises(Refused, match=why):
            start(day, draft)
        assert GameDay.objects.count() == 1

    def test_while_another_day_has_the_same_hosts(self, day, draft):
        other = make_gameday(name="The real thing", state="lobby")
        make_sandbox(make_team(other), day.host)
        with pytest.raises(Refused, match=r"The real thing is on the same hosts \(local\)"):
            start(day, draft)

    def test_a_day_on_a_host_that_is_switched_off_is_in_nobodys_way(self, day, draft):
        make_sandbox(make_team(make_gameday(state="running")), make_host(enabled=False))
        assert start(day, draft).is_provisioning

    def test_without_room(self, day, draft):
        type(day.host).objects.update(capacity=0)
        with pytest.raises(Refused, match="have room for 0"):
            start(day, draft)
        assert GameDay.objects.count() == 1

    def test_twice(self, day, draft, monkeypatch):
        start(day, draft)
        with pytest.raises(Refused, match="under way already"):
            start(day, draft)
        monkeypatch.setattr(
            rehearsing, "_hindrance", lambda gameday: ""
        )  # of two presses at once the database lets one win
        with pytest.raises(Refused, match="under way already"):
            start(day, draft)
        assert GameDay.objects.filter(rehearsal=True).count() == 1

    def test_while_a_pre_flight_goes_on(self, day, draft):
        preflight.start_preflight(draft, by="Ada", now=day.now)
        with pytest.raises(Refused, match="pre-flight"):
            start(day, draft)


class TestItsLife:
    def test_bots_sit_in_a_copy_that_starts_by_itself_and_leaves_nothing(self, day, planned):
        ScheduledMessage.objects.create(
            gameday=planned, team=planned.teams.last(), text="Lunch", made_at=day.now, send_after=timedelta(minutes=30)
        )
        played = start(day, planned)
        assert [(one.name, one.team.name, one.bot) for one in played.players.order_by("pk")] == [
            ("Ada", "Hooves", True),
            ("Edsger", "Hooves", True),
            ("Grace", "Manes", True),
            ("Linus", "Manes", True),
        ]
        message = played.scheduled_messages.get()
        assert (message.send_after, message.team.name) == (timedelta(seconds=180), "Manes")
        day.work()
        day.tick()
        assert fresh(played).is_running
        assert len(day.engine.sandboxes) == 2
        # a round, a break from minute 1:06 to 2:06, a round, the message, the freeze, the end
        for seconds in (6, 60, 60, 60, 54, 120, 60, 1, 1):
            day.tick(seconds)
        assert fresh(played).state == "archived"
        assert day.engine.sandboxes == {}
        assert played.rounds.filter(opened_at=None).count() == played.marks.filter(done_at=None).count() == 0
        assert fresh(message).sent_at
        assert set(Injection.objects.values_list("state", flat=True)) == {"healed"}
        assert fresh(planned).state == "draft"

    def test_there_is_one_team_where_there_is_room_for_one(self, day, draft):
        type(day.host).objects.update(capacity=1)
        assert start(day, draft).teams.count() == 1

    def test_cancelled_while_it_burns_everything_is_healed_and_goes(self, day, draft):
        played = start(day, draft)
        day.work()
        day.tick()
        day.tick(6)
        assert list(played.incidents.values_list("state", flat=True)) == ["live", "live"]
        assert rehearsing.cancel_rehearsal(draft, by="Grace", now=day.now)
        assert fresh(played).is_finished
        day.work()  # heals
        day.tick(1)
        assert (fresh(played).state, fresh(played).problem) == ("archived", "Grace has cancelled it.")
        assert day.engine.sandboxes == {}
        assert not Injection.objects.exclude(state="healed").exists()
        assert not rehearsing.cancel_rehearsal(draft, by="Grace", now=day.now)
        start(day, draft)  # another one may come

    def test_cancelled_while_it_is_built(self, day, draft):
        played = start(day, draft)
        rehearsing.cancel_rehearsal(draft, by="Grace", now=day.now)
        day.work()
        assert fresh(played).is_draft
        assert day.engine.sandboxes == {}

    def test_an_interrupted_one_is_ended_by_the_clock(self, day, draft):
        played = start(day, draft)
        day.work()
        day.tick()
        day.nap(300)
        day.tick(1)
        assert fresh(played).state == "archived"
        assert "interrupted" in fresh(played).problem

    def test_one_that_is_never_built_is_given_up(self, day, draft):
        played = start(day, draft)
        day.sent.clear()
        day.now += rehearsing.BUILT_WITHIN + timedelta(seconds=1)
        rehearsing.tend_rehearsals(day.now)
        assert fresh(played).is_draft
        assert "not ready in time" in fresh(played).problem

    def test_the_launch_of_its_day_ends_it(self, day, draft):
        played = start(day, draft)
        day.work()
        lifecycle.launch_gameday(draft, by="Ada", now=day.now)
        day.tick()
        day.tick()
        assert fresh(played).state == "archived"
        assert fresh(draft).in_lobby


def test_its_day_is_not_deleted_meanwhile(day, draft, admin_client):
    start(day, draft)
    delete = reverse("admin:gameday_gameday_delete", args=[draft.pk])
    assert "rehearsal of" in admin_client.post(delete, {"post": "yes"}, follow=True).content.decode()
    assert fresh(draft)


def test_no_webhook_hears_of_it(day, draft):
    hook = Webhook.objects.create(
        name="All", url="https://example.com/", events=["launched"], made_at=day.now - timedelta(minutes=1)
    )
    with transaction.atomic():
        start(day, draft)
    assert Activity.objects.filter(verb="launched").exists()
    assert outbox.write_news(day.now) == 0
    assert not WebhookDelivery.objects.filter(webhook=hook).exists()


def test_it_stands_in_no_list_and_on_no_public_page(day, draft, client, admin_client):
    played = start(day, draft)
    for address in ("/", "/control/", "/admin/", "/admin/gameday/gameday/", "/audit/"):
        page = (client if address == "/" else admin_client).get(address, follow=True).content.decode()
        assert played.slug not in page
        assert f">{played.pk}<" not in page
    assert client.get(f"/board/{played.slug}/").status_code == 404
    assert client.get(f"/api/v1/gamedays/{played.slug}/board/").status_code == 404
    assert admin_client.get(f"/board/{played.slug}/").status_code == 200
