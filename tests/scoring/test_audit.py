"""The audit: who did what to whom, when and why; filtered, and as a table without formulas."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse

from gameday import activity, states
from gameday.event import lifecycle
from gameday.models.choices import ActivityVerb
from gameday.team import messages
from scoring.ledger import ledger
from scoring.pages.audit.lines import AuditQuery, audit_lines
from tests import making
from tests.making import NOW
from tests.reading import read_page


def later(seconds):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def fay(django_user_model):
    return django_user_model.objects.create_user("fay", is_staff=True)


@pytest.fixture
def day(gameday, team, dev, fay):
    """Somebody of each kind has done something."""
    activity.record_activity(dev, ActivityVerb.TERMINAL, "Ada opens a terminal", now=later(1))
    activity.record_activity(gameday, ActivityVerb.READY, "All is ready", now=later(2))
    activity.record_activity(dev, ActivityVerb.TYPED, "Ada types", now=later(2))
    lifecycle.pause_gameday(gameday, by="fay", now=later(3))
    messages.send_message(gameday, sender=fay, text="=Lunch()", team=team, now=later(4))
    ledger.adjust_points(team, -5, reason="Late", by="fay", now=later(5))
    LogEntry.objects.log_actions(fay.pk, [team], CHANGE, "Changed colour.", single_object=True)
    LogEntry.objects.update(action_time=later(6))
    return gameday


def found(**asked):
    return [(line.who, line.what, line.whom, line.why) for line in audit_lines(AuditQuery(**asked))]


ADMIN = ("fay", "team in the admin", "Gilded Hooves", "Changed colour.")
POINTS = ("fay", "adjustment -5", "Gilded Hooves", "Late")
MESSAGE = ("fay", "message sent", "", "To Gilded Hooves: =Lunch()")
PAUSED = ("fay", "game day: running → paused", "", "")
TERMINAL = ("Ada", "terminal opened", "Gilded Hooves", "Ada opens a terminal")


def test_what_people_did_stands_there_latest_first_from_every_source(day):
    assert found(gameday=day) == [ADMIN, POINTS, MESSAGE, PAUSED, TERMINAL]
    assert found() == found(gameday=day)


def test_what_gameday_did_by_itself_is_asked_for(day):
    assert ("Gameday", "ready", "", "All is ready") in found(gameday=day, machine=True)
    assert not any(why == "Ada types" for *_rest, why in found(gameday=day, machine=True))


def test_it_is_filtered_by_person_what_team_and_time(day, team):
    assert found(gameday=day, person="ada") == [TERMINAL]
    assert found(gameday=day, what="message") == [MESSAGE]
    assert [found(what=what) for what in ("state", "points", "admin")] == [[PAUSED], [POINTS], [ADMIN]]
    assert found(gameday=day, team=team) == [POINTS, TERMINAL]
    assert found(gameday=day, since=later(3), until=later(4)) == [MESSAGE, PAUSED]


def test_another_day_s_lines_are_not_among_them(day):
    other = making.running_gameday()
    states.move(other, "paused", now=later(9), by="gus")
    assert len(found(gameday=day)) == 5
    assert found(gameday=other) == [("gus", "game day: running → paused", "", "")]


def test_the_page_and_its_table_are_for_staff_alone(client, admin_client, day):
    for name, args in (("audit", [day.slug]), ("audit-csv", [day.slug]), ("audit-all", []), ("audit-all-csv", [])):
        assert client.get(reverse(f"scoring:{name}", args=args)).status_code == 302
        assert admin_client.get(reverse(f"scoring:{name}", args=args)).status_code == 200


def test_the_page_says_what_to_do_where_nothing_fits_and_keeps_a_filter_that_makes_no_sense_apart(admin_client, day):
    address = reverse("scoring:audit", args=[day.slug])
    assert "Take a filter away" in read_page(admin_client.get(address, {"person": "nobody"}))
    odd = admin_client.get(address, {"what": "gallop", "since": "yesterday", "page": "999999999999"})
    assert odd.status_code == 200
    assert "gallop is not one of the available choices" in read_page(odd)


def test_the_table_holds_no_formula(admin_client, day, team):
    team.name = "=cmd|' /C calc'!A0"
    team.save()
    answer = admin_client.get(reverse("scoring:audit-csv", args=[day.slug]), {"what": "points"})
    head, row = csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff")))
    assert head == ["when (UTC)", "game day", "who", "what", "whom", "why"]
    assert row == ["2031-05-17 09:00:05", day.name, "fay", "adjustment -5", "'=cmd|' /C calc'!A0", "Late"]


def test_a_hundred_lines_take_no_more_queries_than_one(admin_client, day, team, django_assert_max_num_queries):
    for number in range(120):
        activity.record_activity(team, ActivityVerb.CONSOLE, f"Act {number}", now=later(10 + number), by="fay")
    with django_assert_max_num_queries(25):
        page = read_page(admin_client.get(reverse("scoring:audit", args=[day.slug])))
    assert ("Act 119" in page, "Act 20" in page, "Act 19" in page, "Older lines" in page) == (True, True, False, True)
    second = read_page(admin_client.get(reverse("scoring:audit", args=[day.slug]), {"page": "2"}))
    assert ("Act 19" in second, "Act 20" in second, "Newer lines" in second) == (True, False, True)
