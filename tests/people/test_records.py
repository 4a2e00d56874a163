"""What the platform wrote, in the admin: each list opens, takes no query a row, and is for reading only."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from gameday.models import Activity, Host, Injection, Message, Transition
from gameday.sandboxes import hosts
from scoring.models import Attempt, Entry, HintTaken, Objective, Observation, Standing
from tests.making import (
    NOW,
    make_gameday,
    make_host,
    make_incident,
    make_player,
    make_sandbox,
    make_scenario,
    make_team,
)

pytestmark = pytest.mark.django_db


class Stable:
    """Creates one more row of a model, with all rows that its list shows."""

    def __init__(self):
        self.number = 0

    def team(self):
        self.number += 1
        return make_team(make_gameday())

    def player(self):
        return make_player(self.team(), department="Search")

    def scenario(self):
        return make_scenario()

    def host(self):
        return make_host(checked_at=NOW, capabilities=["cpu"])

    def sandbox(self):
        return make_sandbox(self.team(), progress={"db": "healthy"})

    def incident(self):
        return make_incident(self.team())

    def injection(self):
        incident = self.incident()
        return Injection.objects.create(
            incident=incident,
            sandbox=make_sandbox(incident.team),
            fault="nap",
            kind="process.kill",
            target="db",
            handle=f"h{self.number}",
            deadline=NOW + timedelta(minutes=5),
            recipe={"pid": 1},
        )

    def transition(self):
        self.number += 1
        return Transition.objects.create(noun="GameDay", row=self.number, old="draft", new="lobby", at=NOW, by="walter")

    def activity(self):
        player = self.player()
        return Activity.objects.create(
            gameday=player.gameday, team=player.team, player=player, role="dev", verb="joined", text="Ada joins", at=NOW
        )

    def message(self):
        player = self.player()
        sender = get_user_model().objects.create_user(f"sender{self.number}")
        return Message.objects.create(
            gameday=player.gameday, team=player.team, player=player, sender=sender, text="Hello", at=NOW
        )

    def entry(self):
        team = self.team()
        return Entry.objects.create(
            gameday=team.gameday,
            team=team,
            kind="revenue",
            points=3,
            key=f"k{self.number}",
            reason="sold",
            by="referee",
            at=NOW,
        )

    def observation(self):
        team = self.team()
        journeys = {"book": {"outcome": "full", "ms": 41, "why": ""}}
        return Observation.objects.create(gameday=team.gameday, team=team, tick=1, at=NOW, journeys=journeys, points=3)

    def standing(self):
        team = self.team()
        return Standing.objects.create(gameday=team.gameday, team=team, updated_at=NOW)

    def hinttaken(self):
        player = self.player()
        return HintTaken.objects.create(incident=make_incident(player.team), rung=0, player=player, price=5, at=NOW)

    def attempt(self):
        player = self.player()
        objective = Objective.objects.create(incident=make_incident(player.team), key="named")
        return Attempt.objects.create(objective=objective, player=player, text="the db", correct=False, at=NOW)


DIRECTOR = ["sandbox", "incident", "injection", "transition", "activity", "message"]
REFEREE = ["entry", "observation", "standing", "hinttaken", "attempt"]
READ_ONLY = [f"gameday_{noun}" for noun in DIRECTOR] + [f"scoring_{noun}" for noun in REFEREE] + ["scenarios_scenario"]
EVERYTHING = [*READ_ONLY, "gameday_host", "gameday_player"]


@pytest.fixture
def stable():
    return Stable()


def one(stable, kind):
    return getattr(stable, kind.split("_")[1])


@pytest.mark.parametrize("kind", EVERYTHING)
def test_a_list_takes_the_same_queries_with_one_row_and_with_three(kind, stable, queries):
    assert queries(reverse(f"admin:{kind}_changelist"), one(stable, kind)) <= 14


@pytest.mark.parametrize("kind", EVERYTHING)
def test_the_page_of_one_row_opens(kind, stable, desk):
    row = one(stable, kind)()
    assert desk.get(reverse(f"admin:{kind}_change", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("kind", EVERYTHING)
def test_searching_a_list_works(kind, stable, desk):
    one(stable, kind)()
    response = desk.get(reverse(f"admin:{kind}_changelist"), {"q": "1"})
    assert response.status_code == 200


@pytest.mark.parametrize("kind", READ_ONLY)
def test_nothing_is_added_changed_or_deleted_here(kind, stable, desk):
    row = one(stable, kind)()
    assert desk.get(reverse(f"admin:{kind}_add")).status_code == 403
    assert desk.post(reverse(f"admin:{kind}_change", args=[row.pk]), {}).status_code == 403
    assert desk.post(reverse(f"admin:{kind}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert type(row).objects.filter(pk=row.pk).exists()


def test_every_list_can_be_filtered(desk, stable):
    for kind in EVERYTHING:
        one(stable, kind)()
    row = stable.incident()
    for kind, query in {
        "gameday_incident": {"gameday__id__exact": row.gameday_id, "state__exact": "live"},
        "gameday_injection": {"incident": row.pk},
        "gameday_transition": {"noun": "Incident", "row": row.pk},
        "gameday_sandbox": {"team__gameday__id__exact": row.gameday_id},
        "gameday_player": {"gameday__id__exact": row.gameday_id},
        "scoring_entry": {"gameday__id__exact": row.gameday_id, "team__id__exact": row.team_id},
        "scoring_hinttaken": {"incident__gameday__id__exact": row.gameday_id},
    }.items():
        assert desk.get(reverse(f"admin:{kind}_changelist"), query).status_code == 200, kind


def test_a_scenario_shows_its_solution_and_leads_to_the_catalogue(desk):
    scenario = make_scenario(proved_at=NOW, proof={"held": True})
    page = desk.get(reverse("admin:scenarios_scenario_change", args=[scenario.pk])).content.decode()
    for part in ("on workbench", "held", "2031-05-17", "View on site"):
        assert part in page, part
    shown = desk.get(scenario.get_absolute_url(), follow=True)
    assert shown.status_code == 200
    assert f"/catalogue/{scenario.slug}/{scenario.version}/" in scenario.get_absolute_url()


def test_a_host_is_probed_again(desk, stable, monkeypatch):
    host = stable.host()

    def refresh(row, now, *, thorough):
        Host.objects.filter(pk=row.pk).update(problem="The engine is asleep." if thorough else "")
        row.problem = "The engine is asleep."
        return row

    monkeypatch.setattr(hosts, "refresh_host", refresh)
    response = desk.post(
        reverse("admin:gameday_host_changelist"), {"action": "probe_again", "_selected_action": host.pk}, follow=True
    )
    assert "The engine is asleep." in response.content.decode()


def test_a_host_is_changed(desk, stable):
    host = stable.host()
    desk.post(
        reverse("admin:gameday_host_change", args=[host.pk]),
        {"name": "barn", "url": "ssh://barn", "capacity": "3", "enabled": "on"},
    )
    changed = Host.objects.get()
    assert (changed.name, changed.url, changed.capacity, changed.capabilities) == (host.name, "ssh://barn", 3, ["cpu"])
