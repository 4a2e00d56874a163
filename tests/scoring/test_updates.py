"""The boss asks for an update: when, what a team tells, who judges it, and what it pays."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gameday.event import lifecycle
from gameday.incidents import incidents
from gameday.models import Activity
from scenarios.probes.base import Reading
from scenarios.refusal import Refused
from scoring.ledger import game_time
from scoring.models import Entry, Objective, StatusUpdate
from scoring.referee import evaluation, objectives, updates
from tests import making
from tests.making import DOCUMENT, NOW
from tests.reading import read_page

TOLD = {"id": "told", "kind": "update", "prompt": "What is broken?", "after": "60s", "within": "120s", "points": 15}
AWAKE = DOCUMENT["objectives"][1] | {"ok_for": "0s"}
HTMX = {"HX-Request": "true"}


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def incident_of(team, now=NOW, **changes):
    scenario = making.make_scenario(document={"objectives": [AWAKE, TOLD | changes]})
    incident = making.make_incident(team, scenario, now=now)
    evaluation.prepare_objectives(now)
    return incident


def row_of(incident, key="told"):
    rows = Objective.objects.select_related("incident__gameday", "incident__team", "incident__scenario")
    return rows.get(incident=incident, key=key)


def send(incident, player, now, text="The shop sleeps."):
    return updates.send_update(row_of(incident), text, player=player, now=now)


def stands(incident, now):
    row = row_of(incident)
    goal = updates._goal(row)
    return updates.look_at_update(row, goal, game_time.pauses_of(row.incident.gameday), now)


def judge(update, now, *, accepted=True, word="", by="fay"):
    again = StatusUpdate.objects.select_related("objective__incident__gameday", "player").get(pk=update.pk)
    updates.judge_update(again, accepted=accepted, word=word, by=by, now=now)


def paid(incident):
    return dict(Entry.objects.filter(incident=incident).values_list("kind", "points"))


def acts(incident):
    return list(Activity.objects.filter(incident=incident, verb="update").order_by("pk").values_list("text", flat=True))


def test_the_boss_asks_at_their_moment_once_and_stops_waiting(team, dev):
    incident = incident_of(team)
    for second in (59, 60, 61, 179, 180, 181, 400):
        objectives.claim_due_checks(after(second))
    assert acts(incident) == ["The boss asks: What is broken?", "The boss has stopped waiting for an update"]
    assert row_of(incident).check_due_at is None


def test_an_update_counts_from_the_question_until_the_boss_stops_waiting(team, dev):
    incident = incident_of(team)
    with pytest.raises(Refused, match="not asked yet"):
        send(incident, dev, after(59))
    with pytest.raises(Refused, match="stopped waiting"):
        send(incident, dev, after(181))
    assert send(incident, dev, after(179)).waits
    assert StatusUpdate.objects.count() == 1


def test_a_pause_stops_the_boss_s_watch_too(gameday, team, dev):
    incident = incident_of(team)
    lifecycle.pause_gameday(gameday, by="fay", now=after(100))
    lifecycle.resume_gameday(gameday, by="fay", now=after(700))
    incident.refresh_from_db()
    assert stands(incident, after(720)).left == 60.0


def test_what_has_to_be_named_is_judged_at_once_and_the_team_reads_how_much_is_missing(team, dev):
    incident = incident_of(team, names=[["storefront", "the shop"], ["since nine"]])
    first = send(incident, dev, after(70))
    assert (first.verdict, first.word) == ("declined", "I miss 1 thing that I have to know.")
    assert send(incident, dev, after(80), "The shop, since nine.").verdict == "accepted"
    assert paid(incident) == {"objective": 15}
    with pytest.raises(Refused, match="done already"):
        send(incident, dev, after(90))


def test_a_facilitator_judges_with_a_word_and_the_time_is_given_back(team, dev, ops):
    incident = incident_of(team)
    update = send(incident, dev, after(70))
    with pytest.raises(Refused, match="told the boss already"):
        send(incident, ops, after(75))
    judge(update, after(370), accepted=False, word="Since when?")
    assert stands(incident, after(370)).left == 110.0
    judge(send(incident, ops, after(400), "Since nine."), after(410))
    assert paid(incident) == {"objective": 15}
    assert acts(incident)[-1] == "fay takes the update for the boss: –"
    assert Activity.objects.filter(verb="update", by="fay").count() == 2


def test_of_two_facilitators_one_judges_and_the_other_reads_who(team, dev):
    update = send(incident_of(team), dev, after(70))
    judge(update, after(80), accepted=False, by="fay")
    with pytest.raises(Refused, match="fay has judged"):
        judge(update, after(81), by="gus")
    assert Entry.objects.count() == 0


def test_an_update_keeps_no_incident_open_and_takes_no_bonus_away(team, dev):
    incident = incident_of(team)
    update = send(incident, dev, after(70))
    evaluation.judge_reading(row_of(incident, "awake"), Reading("ok", 20), after(80))
    incident.refresh_from_db()
    assert incident.state == "resolved"
    speed = paid(incident)["speed"]
    assert speed == round(40 * 0.5 * (1 - 80 / 600))
    judge(update, after(100))
    assert sorted(Entry.objects.filter(incident=incident).values_list("points", flat=True)) == sorted([40, speed, 15])


def test_a_voided_incident_pays_no_update(team, dev):
    incident = incident_of(team)
    update = send(incident, dev, after(70))
    assert updates.waiting_updates(incident.gameday) == [update]
    incidents.void_incident(incident, why="No hay.", by="fay", now=after(80))
    assert updates.waiting_updates(incident.gameday) == []
    with pytest.raises(Refused, match="counts no more"):
        judge(update, after(90))


def test_the_other_seat_s_update_and_a_text_that_is_none_are_refused(team, dev, ops):
    incident = incident_of(team, needs=["ops"])
    with pytest.raises(Refused, match="The Ops seat tells the boss"):
        send(incident, dev, after(70))
    for text, why in (("  ", "nothing in it"), ("x" * 2001, "2001 characters")):
        with pytest.raises(Refused, match=why):
            send(incident, ops, after(70), text)
    assert StatusUpdate.objects.count() == 0


def test_an_update_of_somebody_who_was_removed_blocks_nobody(team, dev, ops):
    incident = incident_of(team)
    send(incident, dev, after(70))
    type(dev).objects.filter(pk=dev.pk).update(removed_at=after(75))
    assert send(incident, ops, after(80)).waits


def test_the_desk_asks_and_the_control_room_judges(client, admin_client, team, dev, ops):
    now = timezone.now()
    incident = incident_of(team, now - timedelta(seconds=70))
    client.cookies.clear()
    session = client.session
    session["player_token"] = dev.token
    session.save()
    pane = read_page(client.get(reverse("scoring:play-part", args=["incidents"])))
    assert "What is broken?" in pane
    assert "The boss waits for" in pane
    answer = client.post(
        reverse("scoring:tell-boss", args=[row_of(incident).pk]), {"text": "It <b>sleeps</b>."}, headers=HTMX
    )
    assert "The boss reads it" in read_page(answer)
    room = admin_client.get(reverse("scoring:control-updates", args=[team.gameday.slug])).text
    assert "It &lt;b&gt;sleeps&lt;/b&gt;." in room
    update = StatusUpdate.objects.get()
    judged = admin_client.post(
        reverse("scoring:judge-update", args=[team.gameday.slug, update.pk]),
        {"word": "Thanks", "will-do": "1"},
        headers=HTMX,
    )
    assert "has its points for the update" in read_page(judged)
    assert paid(incident) == {"objective": 15}
