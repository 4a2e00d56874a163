"""The incident's pane of the desk, as the server renders it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gameday import activity
from gameday.access import SESSION_KEY
from gameday.models import GameDay, Incident, Injection, Team
from gameday.models.choices import ActivityVerb, HealReason, IncidentState, InjectionState
from scoring.models import Objective
from scoring.pages.team import incident_cards, views
from scoring.referee import evaluation
from tests import making
from tests.making import NOW
from tests.reading import read_page
from tests.scoring.test_objectives import after

pytestmark = pytest.mark.django_db
SECRET = "The secret stampede"


def sit_down(client, player):
    session = client.session
    session[SESSION_KEY] = player.token
    session.save()
    return client


@pytest.fixture
def seat(client, dev, ops):
    """A browser on the Ops seat."""
    return sit_down(client, ops)


def burn(team, title="The sleepy shop", **changes):
    scenario = making.make_scenario(document={"title": title, **changes.pop("document", {})})
    incident = making.make_incident(team, scenario, now=changes.pop("now", timezone.now()), **changes)
    evaluation.prepare_objectives(timezone.now())
    return incident


def make_fault(incident, healed_by=""):
    return Injection.objects.create(
        incident=incident,
        sandbox=incident.team.sandboxes.first() or making.make_sandbox(incident.team),
        fault=f"nap{Injection.objects.count()}",
        kind="process.kill",
        target="storefront",
        handle=f"nap{incident.pk}{Injection.objects.count()}",
        state=InjectionState.HEALED if healed_by else InjectionState.VERIFIED,
        deadline=after(1200),
        healed_by=healed_by,
    )


def pane(client, name="incidents"):
    return read_page(client.get(reverse("scoring:play-part", args=[name])))


def tag(page, attribute):
    """The opening tag that has this attribute."""
    at = page.index(attribute)
    return page[page.rindex("<", 0, at) : page.index(">", at)]


def test_one_incident_has_no_tabs(seat, team):
    burn(team)
    page = pane(seat)
    assert 'role="tab' not in page
    assert " hidden" not in tag(page, "data-incident=")


def test_of_several_incidents_the_newest_that_nobody_is_on_is_shown(seat, team):
    now = timezone.now()
    moments = [now - timedelta(minutes=left) for left in (9, 6, 3)]
    old, fresh, taken = (burn(team, f"Fire {number}", now=at) for number, at in enumerate(moments))
    Incident.objects.filter(pk__in=[taken.pk, old.pk]).update(state=IncidentState.ACKNOWLEDGED)
    page = pane(seat)
    assert page.count('role="tab"') == 3
    shown = [" hidden" not in tag(page, f'data-incident="{each.pk}"') for each in (old, fresh, taken)]
    assert shown == [False, True, False]
    Incident.objects.update(state=IncidentState.ACKNOWLEDGED)
    page = pane(seat)
    assert " hidden" not in tag(page, f'data-incident="{taken.pk}"')


def test_of_what_is_being_put_in_no_part_shows_anything(seat, team):
    for state in (IncidentState.SCHEDULED, IncidentState.INJECTING, IncidentState.VOIDED):
        ended = NOW if state == IncidentState.VOIDED else None
        document = {"story": SECRET, "briefing": {"dev": SECRET, "ops": SECRET}}
        hidden = burn(team, SECRET, state=state, live_at=None, expires_at=None, ended_at=ended, document=document)
        Incident.objects.filter(pk=hidden.pk).update(problem=f"{SECRET}: the engine was away.")
        for verb in (ActivityVerb.VOIDED, ActivityVerb.HEALED):
            activity.record_activity(hidden, verb, f"{SECRET} counts for nobody", now=NOW)
        assert seat.get(reverse("scoring:notepad", args=[hidden.pk])).status_code == 404
        assert seat.post(reverse("scoring:note", args=[hidden.pk]), {"kind": "finding", "text": "x"}).status_code == 404
    assert [name for name in views.PARTS if SECRET in pane(seat, name)] == []
    assert SECRET not in seat.get(reverse("scoring:play")).text


@pytest.mark.parametrize(
    ("state", "columns", "words"),
    [
        (IncidentState.RESOLVED, {}, "All yours, in 7 min."),
        (IncidentState.EXPIRED, {}, "Its time ran out, and the fault was taken out without you."),
        (IncidentState.EXPIRED, {"mitigated_at": NOW}, "Your customers were well again, but not all was done"),
        (IncidentState.EXPIRED, {"problem": "its sandbox was built anew."}, "It was closed before you were through."),
        (IncidentState.VOIDED, {"problem": "The engine slept."}, "It counts for nobody"),
    ],
)
def test_behind_us_it_is_said_how_an_incident_ended(seat, team, state, columns, words):
    incident = burn(team, now=after(60))
    Objective.objects.filter(incident=incident).update(met_at=NOW)
    Incident.objects.filter(pk=incident.pk).update(state=state, ended_at=after(480), **columns)
    page = pane(seat)
    assert words in page
    assert columns.get("problem", "") in page
    assert ("data-solved" in page) == (state == IncidentState.RESOLVED)


def test_what_was_resolved_without_the_team_is_no_praise(seat, team):
    incident = burn(team)
    Incident.objects.filter(pk=incident.pk).update(state=IncidentState.RESOLVED, ended_at=after(400))
    assert "It was mended without you, so that part paid nothing." in pane(seat)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (HealReason.PLAYERS, "You have mended it yourselves"),
        (HealReason.DEADLINE, "The fault had its time"),
        (HealReason.FACILITATOR, "A facilitator has taken the fault out."),
    ],
)
def test_the_card_says_who_took_the_fault_out(seat, team, reason, words):
    incident = burn(team)
    make_fault(incident, reason)
    assert words in pane(seat)
    waived = reason != HealReason.PLAYERS
    assert ("it pays nothing any more" in pane(seat)) == waived
    make_fault(incident)
    assert words not in pane(seat)


def test_what_only_the_other_seat_can_do_is_theirs_and_asked_for(seat, team):
    incident = burn(team)
    page = pane(seat)
    named = Objective.objects.get(incident=incident, key="named")
    assert "theirs role-dev" in page[: page.index(f'data-goal="{named.pk}"')][-80:]
    assert 'data-ask="“What sleeps?” What is your answer?"' in page
    assert 'data-ask="Only you can unlock “Hint 2 for the Dev seat” of “The sleepy shop”: shall we?"' in page
    assert 'data-ask="What is on your card about “The sleepy shop”?"' in page


def test_a_team_of_one_holds_both_cards_and_has_nobody_to_ask(client, team):
    sit_down(client, making.make_player(team, "dev"))
    burn(team)
    page = pane(client)
    assert ("It is not the code." in page, "It is the supervisor." in page) == (True, True)
    assert "data-ask" not in page
    assert "theirs role-" not in page


def test_every_act_names_its_incident_where_there_are_several(seat, team):
    burn(team, "First fire")
    assert " · First fire" not in pane(seat)
    burn(team, "Second fire")
    page = pane(seat)
    acts = page.split('data-command="act"')[1:]
    names = [act.split('data-command-name="')[1].split('"')[0] for act in acts]
    assert len(names) >= 8
    assert [name for name in names if not name.endswith((" · First fire", " · Second fire"))] == []


def test_a_telegram_folds_once_somebody_is_on_it(seat, team):
    incident = burn(team)
    assert tag(pane(seat), 'class="telegram"').endswith("open")
    Incident.objects.filter(pk=incident.pk).update(state=IncidentState.ACKNOWLEDGED)
    page = pane(seat)
    assert not tag(page, 'class="telegram"').endswith("open")
    assert "THE SHOP SNORES" in page


def test_a_very_long_card_is_reached_by_keyboard_where_it_scrolls(seat, team):
    burn(team, document={"briefing": {"dev": "Short.", "ops": "Ask the supervisor. " * 150}})
    assert 'tabindex="0"' in tag(pane(seat), 'class="briefing-text"')


def test_an_objective_that_is_well_says_how_long_it_has_to_stay_so(team, dev, ops):
    incident = burn(team, now=NOW)
    Objective.objects.filter(incident=incident, key="awake").update(holding_since=after(60))
    incident.refresh_from_db()
    goals = {goal.row.key: goal for goal in incident_cards.incident_card(incident, ops, after(64)).objectives}
    assert (goals["awake"].hold_left, goals["named"].hold_left) == (6.0, None)


def test_an_age_stands_still_in_a_pause(team, dev, ops, gameday):
    incident = burn(team, now=NOW)
    GameDay.objects.filter(pk=gameday.pk).update(state="paused", paused_at=after(120))
    incident = Incident.objects.select_related("gameday").get(pk=incident.pk)
    assert incident_cards.incident_card(incident, ops, after(600)).minutes == 2


@pytest.mark.parametrize(
    ("state", "offered", "not_offered"),
    [
        ("lobby", "Read the rules", "Look at the gauges"),
        ("running", "Look at the gauges", "Read the rules"),
        ("finished", "Two minutes of questions", "Read the runbook"),
    ],
)
def test_while_all_is_well_there_is_something_to_look_at(seat, gameday, team, state, offered, not_offered):
    making.make_sandbox(team)
    GameDay.objects.filter(pk=gameday.pk).update(state=state)
    page = pane(seat)
    assert "Nothing is burning" in page
    assert (offered in page, not_offered in page) == (True, False)
    assert ('data-tool="shop"' in page) == (state != "finished")


def test_forty_teams_in_the_lobby_are_folded_behind_ones_own(seat, gameday, team):
    GameDay.objects.filter(pk=gameday.pk).update(state="lobby")
    assert "The other teams" not in pane(seat, "lobby")
    Team.objects.bulk_create(Team(gameday=gameday, name=f"Herd {n}", position=n + 50) for n in range(39))
    page = pane(seat, "lobby")
    assert page.index("Gilded Hooves") < page.index("The other teams") < page.index("Herd 3")
    assert not tag(page, 'id="lobby-others"').endswith("open")
