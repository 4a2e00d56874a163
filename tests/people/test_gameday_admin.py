"""A game day in the admin: made from a few numbers, changed, steered, deleted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gameday.admin.forms import GameDayForm
from gameday.event import launch_gate, lifecycle
from gameday.live import publish
from gameday.live.topics import control_topic, team_topic
from gameday.models import GameDay, Player, Round, Sandbox, Team
from gameday.sandboxes import hosts, placement
from scoring.models import Entry
from tests.making import NOW, make_gameday, make_host, make_player, make_round, make_sandbox, make_team
from tests.reading import read_page

pytestmark = pytest.mark.django_db

ADD = reverse("admin:gameday_gameday_add")


def change(gameday):
    return reverse("admin:gameday_gameday_change", args=[gameday.pk])


def do(gameday, verb):
    return reverse("admin:gameday_gameday_do", args=[gameday.pk, verb])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def state(gameday):
    return GameDay.objects.get(pk=gameday.pk).state


def text(response):
    return read_page(response)


@pytest.fixture
def able(monkeypatch):
    """Nothing prevents a launch, and no engine is asked."""
    monkeypatch.setattr(lifecycle, "launch_problems", lambda gameday, now=None: [])


class TestMakingOne:
    FORM = {
        "name": "Hay Day",
        "slug": "hay-day",
        "company": "unicorn_rentals",
        "seed": "7",
        "duration": "1h 30m",
        "language": "en",
        "catch_up": "on",
        "number": "3",
        "first": "5m",
        "every": "20m",
    }

    def test_teams_and_rounds_come_with_it(self, desk, walter, latest):
        gentle, hard = latest(difficulty=1), latest(difficulty=3)
        response = desk.post(ADD, self.FORM | {"scenarios": [hard.pk, gentle.pk]})
        gameday = GameDay.objects.get()
        assert response["Location"] == change(gameday)
        assert (gameday.state, gameday.duration, gameday.created_by) == ("draft", timedelta(minutes=90), walter)
        assert gameday.join_code
        assert [team.name for team in gameday.teams.all()] == ["Gilded Hooves", "The Sparkle Ops", "Stable Genius"]
        assert [(line.scenario, line.starts_after) for line in gameday.rounds.all()] == [
            (gentle, timedelta(minutes=5)),
            (hard, timedelta(minutes=25)),
        ]

    def test_the_form_offers_the_newest_scenarios_and_a_seed(self, desk, latest):
        latest(document={"title": "The sleepy shop"})
        page = text(desk.get(ADD))
        assert "The sleepy shop ★" in page
        assert 'value="2h"' in page

    def test_its_time_zone_is_the_browsers_where_that_is_offered(self, desk, latest):
        page = text(desk.get(ADD))
        assert 'data-from-browser="yes"' in page
        assert "built/admin." in page  # with static/js/browser-zone.js
        desk.post(ADD, self.FORM | {"time_zone": "Asia/Tokyo"})
        assert GameDay.objects.get().time_zone == "Asia/Tokyo"

    def test_without_a_published_scenario_it_says_what_to_run(self, desk, latest):
        assert "manage.py scenario publish" in text(desk.get(ADD))

    def test_rounds_after_the_end_are_refused(self, desk, latest):
        scenarios = [latest().pk for _ in range(6)]
        response = desk.post(ADD, self.FORM | {"scenarios": scenarios})
        assert "would come after the end of the game day" in text(response)
        assert GameDay.objects.count() == 0

    def test_a_span_of_time_that_is_none_is_refused(self, desk, latest):
        assert "such as 2h, 1h 30m or 45s" in text(desk.post(ADD, self.FORM | {"duration": "long"}))

    def test_a_slug_that_is_taken_is_refused_and_what_was_typed_is_kept(self, desk, latest):
        make_gameday(slug="hay-day")
        page = text(desk.post(ADD, self.FORM))
        assert "already exists" in page
        assert 'value="1h 30m"' in page


class TestChangingIt:
    def form(self, gameday, **changes):
        """The change form as the browser would send it, without any change but `changes`."""
        teams, rounds = list(gameday.teams.all()), list(gameday.rounds.all())
        fields = {
            "name": gameday.name,
            "slug": gameday.slug,
            "company": gameday.company,
            "seed": str(gameday.seed),
            "duration": "2h",
            "language": gameday.language,
            "catch_up": "on",
            "launch_at_0": "",
            "launch_at_1": "",
            "teams-TOTAL_FORMS": str(len(teams)),
            "teams-INITIAL_FORMS": str(len(teams)),
            "rounds-TOTAL_FORMS": str(len(rounds)),
            "rounds-INITIAL_FORMS": str(len(rounds)),
        }
        for index, team in enumerate(teams):
            fields |= {
                f"teams-{index}-{name}": str(getattr(team, name))
                for name in ("id", "position", "emblem", "name", "colour", "motto")
            }
        for index, line in enumerate(rounds):
            fields |= {
                f"rounds-{index}-id": str(line.pk),
                f"rounds-{index}-scenario": str(line.scenario_id),
                f"rounds-{index}-starts_after": "5m",
            }
        return fields | changes

    def test_teams_and_rounds_are_changed_with_it(self, desk, gameday, latest):
        response = desk.post(
            change(gameday),
            self.form(
                gameday,
                **{
                    "name": "Straw Day",
                    "teams-0-name": "Tails",
                    "teams-0-colour": "#0f8b80",
                    "rounds-0-starts_after": "1:10",
                },
            ),
        )
        assert response.status_code == 302, text(response)
        assert GameDay.objects.get().name == "Straw Day"
        assert set(Team.objects.values_list("name", "colour")) == {("Tails", "#0f8b80"), ("Hooves", "#7c3aed")}
        assert Round.objects.get().starts_after == timedelta(hours=1, minutes=10)

    def test_saving_writes_no_state_that_moved_meanwhile(self, desk, gameday, latest, monkeypatch):
        GameDay.objects.update(state="provisioning")
        form = self.form(gameday, name="Straw Day")
        original = GameDayForm.columns

        def meanwhile(self):
            GameDay.objects.update(state="lobby")
            return original(self)

        monkeypatch.setattr(GameDayForm, "columns", meanwhile)
        desk.post(change(gameday), form)
        saved = GameDay.objects.get()
        assert (saved.name, saved.state) == ("Straw Day", "lobby")

    def test_two_teams_of_one_name_are_refused(self, desk, gameday, latest):
        page = text(desk.post(change(gameday), self.form(gameday, **{"teams-0-name": "Hooves"})))
        assert page.count("Another team here has that name. Choose another, or save one change first.") == 1

    def test_an_end_before_now_is_refused(self, desk, gameday, latest):
        GameDay.objects.update(state="running", started_at=timezone.now() - timedelta(minutes=40))
        page = text(desk.post(change(gameday), self.form(gameday, duration="30m")))
        assert "are played already. Give it longer, or press Finish." in page

    def test_every_open_page_is_told(self, desk, gameday, latest, monkeypatch):
        told = []
        monkeypatch.setattr(publish, "push_frame", lambda topic, kind, data: told.append(topic))
        desk.post(change(gameday), self.form(gameday, seats_open="on"))
        teams = gameday.teams.values_list("pk", flat=True)
        assert set(told) == {control_topic(gameday.pk), *(team_topic(pk) for pk in teams)}

    def test_a_launch_in_the_past_is_refused(self, desk, gameday, latest):
        form = self.form(gameday, launch_at_0="2020-01-01", launch_at_1="09:00:00")
        assert "That time is over" in text(desk.post(change(gameday), form))

    def test_a_launch_by_itself_is_set(self, desk, gameday, latest):
        desk.post(change(gameday), self.form(gameday, launch_at_0="2040-01-01", launch_at_1="09:00:00"))
        assert GameDay.objects.get().launch_at == datetime(2040, 1, 1, 9, tzinfo=UTC)

    @pytest.mark.parametrize(("day", "hour"), [("2031-01-17", 8), ("2031-07-17", 7)])
    def test_nine_o_clock_in_paris_is_nine_o_clock_in_paris_in_winter_and_in_summer(
        self, desk, gameday, latest, day, hour
    ):
        desk.post(
            change(gameday),
            self.form(gameday, time_zone="Europe/Paris", launch_at_0=day, launch_at_1="09:00:00"),
        )
        saved = GameDay.objects.get()
        assert (saved.time_zone, saved.launch_at.astimezone(UTC).hour) == ("Europe/Paris", hour)
        page = text(desk.get(change(gameday)))
        assert 'value="09:00:00"' in page
        assert "launches by itself at 17 " in page
        for shown in (page, text(desk.get(reverse("admin:gameday_gameday_changelist")))):
            assert "2031, 09:00 Europe/Paris" in shown

    @pytest.mark.parametrize(
        ("day", "why"),
        [
            ("2031-03-30", "02:30 does not exist in Europe/Paris on 30 Mar 2031: the clocks are put forward."),
            ("2031-10-26", "02:30 comes twice in Europe/Paris on 26 Oct 2031: the clocks are put back."),
        ],
    )
    def test_a_time_that_the_clocks_skip_or_repeat_is_refused_with_a_sentence(self, desk, gameday, latest, day, why):
        fields = {"time_zone": "Europe/Paris", "launch_at_0": day, "launch_at_1": "02:30:00"}
        page = text(desk.post(change(gameday), self.form(gameday, **fields)))
        assert why in page
        assert 'value="02:30:00"' in page
        assert GameDay.objects.get().launch_at is None

    def test_another_zone_moves_what_was_typed_to_that_zone(self, desk, gameday, latest):
        GameDay.objects.update(time_zone="UTC", launch_at=datetime(2040, 1, 1, 9, tzinfo=UTC))
        fields = {"time_zone": "Asia/Tokyo", "launch_at_0": "2040-01-01", "launch_at_1": "09:00:00"}
        desk.post(change(gameday), self.form(gameday, **fields))
        assert GameDay.objects.get().launch_at == datetime(2040, 1, 1, 0, tzinfo=UTC)

    def test_a_zone_that_does_not_exist_is_refused_and_no_zone_leaves_the_old_one(self, desk, gameday, latest):
        assert "Select a valid choice" in text(desk.post(change(gameday), self.form(gameday, time_zone="Moon/Sea")))
        desk.post(change(gameday), self.form(gameday, time_zone=""))
        assert GameDay.objects.get().time_zone == "UTC"

    def test_a_launched_game_day_gets_and_loses_no_team(self, desk, gameday, latest):
        GameDay.objects.update(state="lobby")
        form = self.form(gameday, **{"teams-0-DELETE": "on", "teams-TOTAL_FORMS": "3", "teams-2-name": "Late"})
        desk.post(change(gameday), form)
        assert set(Team.objects.values_list("name", flat=True)) == {"Manes", "Hooves"}

    def test_a_round_that_has_opened_stays(self, desk, gameday, latest):
        GameDay.objects.update(state="running", started_at=NOW)
        Round.objects.update(opened_at=NOW)
        desk.post(change(gameday), self.form(gameday, **{"rounds-0-DELETE": "on", "rounds-0-starts_after": "50m"}))
        assert Round.objects.get().starts_after == timedelta(minutes=5)

    def test_a_finished_game_day_shows_everything_and_changes_nothing_but_its_name(self, desk, gameday, latest):
        GameDay.objects.update(state="finished", started_at=NOW, finished_at=NOW)
        assert desk.get(change(gameday)).status_code == 200
        desk.post(change(gameday), self.form(gameday, name="Straw Day", seed="99", **{"teams-0-name": "Tails"}))
        saved = GameDay.objects.get()
        assert (saved.name, saved.seed) == ("Straw Day", 7)
        assert not Team.objects.filter(name="Tails").exists()


class TestThePanel:
    def test_it_shows_the_state_the_links_the_people_and_how_to_join(self, desk, gameday, latest):
        page = text(desk.get(change(gameday)))
        badge = '<span class="badge draft">draft</span>'
        for part in (badge, "Ada", "Board", "Big screen", "/join/", "qr.svg", "Launch …"):
            assert part in page, part

    def test_it_says_before_the_launch_what_prevents_it(self, desk, gameday, monkeypatch):
        monkeypatch.setattr(lifecycle, "launch_problems", lambda gameday, now=None: ["The hay is wet."])
        assert "The hay is wet." in text(desk.get(reverse("admin:gameday_gameday_problems", args=[gameday.pk])))

    def test_progress_is_shown_role_by_role_while_the_sandboxes_are_built(self, desk, gameday):
        GameDay.objects.update(state="provisioning")
        make_sandbox(gameday.teams.last(), state="building", progress={"db": "starting", "edge": "healthy"})
        page = text(desk.get(reverse("admin:gameday_gameday_panel", args=[gameday.pk])))
        assert 'hx-trigger="every 2s"' in page
        assert "0 of 2 sandboxes are ready" in page
        assert 'db <span class="quiet">starting</span>' in page

    def test_a_ready_sandbox_shows_its_shop(self, desk, gameday):
        GameDay.objects.update(state="lobby")
        make_sandbox(gameday.teams.last(), shop_port=9123)
        assert ":9123/" in text(desk.get(reverse("admin:gameday_gameday_panel", args=[gameday.pk])))

    def test_a_lost_session_leaves_the_panel_as_it_is(self, client, gameday):
        for name in ("panel", "problems"):
            assert client.get(reverse(f"admin:gameday_gameday_{name}", args=[gameday.pk])).status_code == 403

    def test_it_takes_the_same_queries_with_one_team_and_with_three(self, desk, queries):
        gameday = make_gameday(state="lobby")

        def one_more():
            team = make_team(gameday)
            make_player(team)
            make_sandbox(team)

        assert queries(reverse("admin:gameday_gameday_panel", args=[gameday.pk]), one_more) <= 10

    def test_the_change_page_takes_the_same_queries_with_one_row_and_with_three(self, desk, queries, latest):
        gameday, scenario = make_gameday(), latest()

        def one_more():
            make_player(make_team(gameday))
            make_round(gameday, scenario)

        assert queries(change(gameday), one_more) <= 24


class TestVerbs:
    @pytest.mark.parametrize(
        ("verb", "state"), [("launch", "draft"), ("halt", "running"), ("finish", "paused"), ("archive", "finished")]
    )
    def test_a_dangerous_verb_asks_first_and_does_nothing_by_get(self, desk, gameday, able, verb, state):
        GameDay.objects.update(state=state, started_at=NOW, finished_at=NOW if state == "finished" else None)
        response = desk.get(do(gameday, verb))
        assert response.status_code == 200
        assert "This will happen" in text(response)
        saved = GameDay.objects.get()
        assert (saved.state, saved.halted_at) == (state, None)

    def test_the_launch_says_exactly_what_it_takes(self, desk, gameday, able):
        gameday.teams.filter(name="Hooves").update(position=0)
        page = text(desk.get(do(gameday, "launch")))
        assert "2 teams (Hooves: 3, Manes: 0) get a" in page
        assert "Nobody sits in Manes yet" in page
        assert "1 round" in page

    def test_launching_builds_a_sandbox_a_team(self, desk, gameday, able, monkeypatch):
        monkeypatch.setattr(placement, "choose_host", lambda gameday, now: make_host())
        response = desk.post(do(gameday, "launch"))
        assert said(response) == ["Launch: The sandboxes are being built."]
        assert state(gameday) == "provisioning"
        assert [team.sandboxes.get().state for team in gameday.teams.all()] == ["requested", "requested"]

    def test_a_refused_launch_is_told_in_one_message_and_nothing_is_begun(self, desk, monkeypatch):
        gameday = make_gameday()
        monkeypatch.setattr(launch_gate, "hindrances", lambda *about: iter(()))
        monkeypatch.setattr(hosts, "current_host", lambda host, now: host)
        response = desk.post(do(gameday, "launch"))
        assert said(response) == [
            "There is no team. Add teams, or draw them from the players. No scenario is planned. Add at least one "
            "round with a scenario."
        ]
        assert state(gameday) == "draft"

    def test_what_prevents_a_launch_is_on_the_page_that_asks(self, desk, gameday, monkeypatch):
        monkeypatch.setattr(lifecycle, "launch_problems", lambda gameday, now=None: ["The hay is wet."])
        page = text(desk.get(do(gameday, "launch")))
        assert "The hay is wet." in page
        assert "<button" not in page.split("It cannot be launched yet")[1].split("<footer")[0]

    def test_a_day_goes_through_its_life(self, desk, gameday):
        GameDay.objects.update(state="lobby")
        for verb, after in (
            ("start", "running"),
            ("pause", "paused"),
            ("resume", "running"),
            ("finish", "finished"),
            ("archive", "archived"),
        ):
            desk.post(do(gameday, verb))
            assert state(gameday) == after

    def test_a_halt_and_its_release(self, desk, gameday):
        GameDay.objects.update(state="running", started_at=NOW)
        desk.post(do(gameday, "halt"))
        assert GameDay.objects.get().halted_at is not None
        desk.post(do(gameday, "release"))
        assert GameDay.objects.get().halted_at is None

    def test_a_verb_that_comes_too_late_says_so(self, desk, gameday):
        GameDay.objects.update(state="finished")
        assert said(desk.post(do(gameday, "launch"))) == [
            "Launch is not possible now: Hay Day is finished. Nothing was changed."
        ]

    def test_an_unknown_verb_is_not_found(self, desk, gameday):
        assert desk.get(do(gameday, "explode")).status_code == 404

    def test_every_verb_is_written_into_the_history(self, desk, gameday):
        GameDay.objects.update(state="lobby")
        desk.post(do(gameday, "start"))
        assert "Start" in text(desk.get(reverse("admin:gameday_gameday_history", args=[gameday.pk])))

    def test_a_post_without_its_token_is_refused(self, walter, gameday):
        client = Client(enforce_csrf_checks=True)
        client.force_login(walter)
        GameDay.objects.update(state="lobby")
        assert client.post(do(gameday, "start")).status_code == 403
        assert state(gameday) == "lobby"


class TestDeleting:
    def delete(self, desk, gameday):
        return desk.post(reverse("admin:gameday_gameday_delete", args=[gameday.pk]), {"post": "yes"})

    def test_a_draft_goes_with_everything_in_it(self, desk, gameday):
        self.delete(desk, gameday)
        assert (GameDay.objects.count(), Team.objects.count(), Player.objects.count()) == (0, 0, 0)

    def test_a_running_one_stays_and_says_why(self, desk, gameday):
        GameDay.objects.update(state="running", started_at=NOW)
        assert "Only a draft or an archived game day can be deleted" in said(self.delete(desk, gameday))[0]
        assert GameDay.objects.count() == 1

    def test_one_with_lines_in_the_ledger_stays(self, desk, gameday):
        GameDay.objects.update(state="archived")
        Entry.objects.create(
            gameday=gameday,
            team=gameday.teams.first(),
            kind="adjustment",
            points=5,
            key="k",
            reason="r",
            by="b",
            at=NOW,
        )
        assert said(self.delete(desk, gameday)) == [
            "Hay Day has 1 lines in the ledger, and nothing ever leaves the ledger. It stays archived."
        ]

    def test_one_whose_sandboxes_still_stand_says_so_and_takes_them_along(self, desk, gameday):
        make_sandbox(gameday.teams.first())
        asked = desk.get(reverse("admin:gameday_gameday_delete", args=[gameday.pk]))
        assert "1 sandbox is still there. It is taken off its engine" in " ".join(text(asked).split())
        self.delete(desk, gameday)
        assert GameDay.objects.count() == 0
        assert list(Sandbox.objects.values_list("state", "team", "gone_at")) == [
            ("gone", None, None)
        ]  # the clock takes it away
