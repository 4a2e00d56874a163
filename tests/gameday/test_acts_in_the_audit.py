"""Whatever the staff do, the audit says who did it: a new act fails here until it has its line, or a reason for none."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from gameday import tasks
from gameday.machines import roster
from gameday.models import GameDay, Host, ScheduledMessage, StaffDuty, Team
from gameday.models.choices import Actor, Duty
from gameday.terminals import tickets
from scoring.ledger import ledger
from scoring.models import ActionItem, Award, DebriefNote, Entry, Objective, PreparedAnswer, StatusUpdate
from scoring.pages.audit.lines import AuditQuery, audit_lines
from scoring.pages.control import undoing
from tests.making import make_player, make_round, make_team
from tests.people.test_duties import addresses, afterwards

# Acts that leave no line of their own, and why.
NO_LINE = {
    "terminal-look-ticket": "who looks on is written down when the ticket is used (below)",
    "step-ceremony": "turns a page; what it reveals, and the end, have lines",
    "black-ceremony": "turns the projector black",
    "debrief-lead": "turns a page of a conversation",
    "debrief-exchange": "turns a page of a conversation",
    "debrief-add-note": "stands in the debrief with its author",
    "debrief-add-item": "stands in the debrief with its author",
    "debrief-note": "stands in the debrief with its author",
    "debrief-item": "stands in the debrief with its author; what is filed elsewhere has a line (test_issues)",
    "recap-show-line": "the players'",
    "recap-hide-line": "the players'",
    "survey-hand-in": "the players', and secret",
    "souvenirs-keep": "the players'",
}


def lines(**asked) -> list[str]:
    return [f"{line.what} | {line.whom} | {line.why}" for line in audit_lines(AuditQuery(**asked))]


class Room:
    """Walter's browser, and which acts he has tried."""

    def __init__(self, client, gameday):
        self.client, self.gameday, self.tried = client, gameday, set()

    def press(self, name: str, *args: Any, **data: Any) -> None:
        before = lines(person="walter")
        answer = self.client.post(reverse(f"scoring:{name}", args=[self.gameday.slug, *args]), data)
        after = lines(person="walter")
        assert len(after) > len(before), (name, answer.status_code, answer.content.decode()[:500])
        self.tried.add(name)

    def must_have_tried(self, found):
        """Every address that takes nothing but POST."""
        acts = {name for name, address in found if self.client.get(address).status_code == 405}
        assert acts - NO_LINE.keys() == self.tried


@pytest.fixture
def room(day, running, burning, client, walter):
    """Round it is a running day whose cache is down at both teams, and a second host that takes one of them."""
    client.force_login(walter)
    second = Host.objects.create(name="second", url=f"{day.host.url}-second")
    tasks.refresh(second.pk)
    return Room(client, running)


def test_every_act_of_the_control_room_has_its_line(day, room, burning, walter, grete):
    gameday, one, other = room.gameday, burning[0], burning[1]
    team = one.team
    player = make_player(team)
    room.press("claim-need", "stuck", one.pk)
    room.press("hand-over-need", "stuck", one.pk, to=grete.pk)
    room.press("close-need", "stuck", one.pk)
    room.press("prepare-answer", text="Read the runbook.")
    room.press("forget-answer", PreparedAnswer.objects.get().pk)
    room.press("free-hint", one.pk, 0)
    room.press("control-say", team.pk, text="Well done")
    room.press("control-write", team.pk, text="Go on")
    room.press("message", text="Lunch")
    room.press("schedule-message", text="Tea", minute=600)
    room.press("cancel-message", ScheduledMessage.objects.get().pk)
    room.press("adjust", team=team.pk, points=5, reason="Neat")
    room.press("undo", token=undoing.offer_undo(Entry.objects.get(), by="walter").token)
    asked = Objective.objects.create(incident=other, key="told")
    update = StatusUpdate.objects.create(objective=asked, player=player, text="It burns", at=day.now)
    room.press("judge-update", update.pk, word="Say more")
    room.press("heal", one.pk)
    room.press("open-scenario", scenario=one.scenario_id, team=team.pk)
    room.press("open-round", make_round(gameday, starts_after=timedelta(hours=9)).pk)
    room.press("void", incident=other.pk, reason="It rained")
    ledger.write_entry(
        team, "revenue", 5, key="paid", reason="hay", by=Actor.REFEREE, now=day.now - timedelta(seconds=9)
    )
    room.press("void-window", minutes=1, reason="It rained", confirmed="yes")
    room.press("seats", "open")
    room.press("places", most_players=50)
    room.press("direct-screen", "say", text="Well done all")
    room.press("direct-screen", "calm", on="on")
    room.press("direct-screen", "sounds", on="on")
    room.press("direct-screen", "skip", insert=gameday.screen_inserts.get().pk)
    room.press("rebuild", team.pk)
    day.work()
    room.press("move", team.pk)
    room.press("halt", team=team.pk)
    room.press("release", team=team.pk)
    for verb in ("pause", "resume", "freeze", "reveal", "close-joining", "open-joining", "renew-code", "finish"):
        room.press("run", verb)
    room.must_have_tried(addresses(gameday))


def test_every_act_after_the_day_has_its_line(day, room, burning):
    team = burning[0].team
    make_player(team)
    room.client.post(reverse("scoring:run", args=[room.gameday.slug, "finish"]))
    room.press("recap-open")
    room.press("recap-close")
    room.press("choose-awards")
    for title in ("Hay", "Oats"):
        room.press("give-award", team.pk, kind="custom", title=title, reason="For it")
    hay = Award.objects.get(title="Hay")
    room.press("exchange-award", hay.pk, kind="custom", title="More hay", reason="For more")
    room.press("move-award", hay.pk, "later")
    room.press("remove-award", hay.pk)
    room.press("put-award-back", hay.pk)
    room.press("begin-ceremony")
    room.press("end-ceremony")
    room.press("survey-questions", day="I like hay.", scenario="It was fair.")
    room.press("survey-close")
    DebriefNote.objects.create(gameday=room.gameday, team=team, column="saw", text="Hay", by="Ada", at=day.now)
    ActionItem.objects.create(gameday=room.gameday, team=team, text="Hay", by="Ada", at=day.now)
    room.tried -= {"give-award", "exchange-award"}  # pages, too
    room.must_have_tried(afterwards(room.gameday))


def test_whoever_makes_a_day_of_another_stands_in_the_audit_with_it(day, room):
    room.client.post(reverse("gameday:prepare-clone", args=[room.gameday.slug]), {"name": "Second Day"})
    made = GameDay.objects.get(name="Second Day")
    assert lines(gameday=made) == [f"game day made |  | walter makes this day of {room.gameday}"]


def test_a_host_is_drained_taken_back_and_removed_by_somebody(day, room):
    second = Host.objects.get(name="second")
    for action in ("drain", "take_back", "remove"):
        page = reverse("admin:gameday_host_changelist")
        room.client.post(page, {"action": action, "_selected_action": [second.pk]})
    assert lines(what="state", person="walter") == [
        "host: serving → gone | second | ",
        "host: draining → serving | second | ",
        "host: serving → draining | second | ",
    ]
    third = Host.objects.create(name="third", url="fake://third")
    roster.drain_host(third, by="the command line", now=day.now)
    assert lines(what="state", person="command") == ["host: serving → draining | third | "]


def test_who_looks_on_and_who_lends_the_keys_is_written_down(day, room, settings, walter):
    team = Team.objects.first()
    ada, box = make_player(team, name="Ada"), team.sandboxes.get()
    visitor = tickets.Visitor(
        tickets.Ticket(0, box.pk, "edge", "", "shell", "look", walter.pk), box, 0, "Walter W.", ""
    )
    tickets.record_loan(visitor, ada.pk, now=day.now)
    tickets.record_loan(visitor, None, now=day.now)
    about = {"gameday": room.gameday, "person": "walter", "team": team}
    assert lines(what="lent", **about) == [
        f"keys of a terminal lent or taken back | {team} | walter only looks on again in edge",
        f"keys of a terminal lent or taken back | {team} | Ada lets walter type in edge",
    ]
    shell = tickets.OpenTerminal("shell", team.pk, box.pk, "edge", ada.pk, "Ada")
    tickets.list_terminal(shell)
    token = tickets.issue_look_ticket(walter, room.gameday, "shell")
    assert tickets.redeem_ticket(token, None, walter, now=day.now).name == "walter"
    assert lines(what="looked", **about) == [f"looked on in a terminal | {team} | walter looks on in edge"]


def test_a_duty_that_is_given_stands_in_the_audit(day, room, admin_client, grete):
    page = reverse("admin:auth_user_change", args=[grete.pk])
    form = admin_client.get(page).context["adminform"].form.initial
    about = {"username": "grete", "date_joined_0": form["date_joined"].date(), "date_joined_1": "09:00:00"}
    rows = {"staff_duty-TOTAL_FORMS": 1, "staff_duty-INITIAL_FORMS": 0, "staff_duty-0-duty": Duty.HELPER}
    admin_client.post(page, about | rows | {"is_staff": "on", "is_active": "on"})
    assert StaffDuty.objects.get(user=grete).duty == Duty.HELPER
    assert any("user" in line and "grete" in line for line in lines(what="admin"))


def test_a_team_of_another_day_is_no_line_of_this_one(day, room):
    make_team(room.gameday)
    assert lines(gameday=room.gameday, person="walter") == []
