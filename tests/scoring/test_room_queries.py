"""However many teams play, the control room asks the database as often as for two."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gameday import activity
from gameday.models.choices import ActivityVerb
from scoring.help import calls
from scoring.ledger import ledger
from tests import making


def make_teams(gameday, host, count):
    """Each with its people, a sandbox, an incident, a line in the ledger and a call for help."""
    for _ in range(count):
        now, team = timezone.now(), making.make_team(gameday)
        dev, _ops = making.make_player(team), making.make_player(team, "ops")
        making.make_sandbox(team, host)
        incident = making.make_incident(team, now=now)
        activity.record_activity(incident, ActivityVerb.INCIDENT, "It burns", now=now)
        ledger.adjust_points(team, 5, reason="rain", by="Ada", now=now)
        calls.call_for_help(dev, "We are lost", incident=incident, now=now)


@pytest.mark.parametrize("part", ["", "grid", "clock", "log"])
def test_the_room_takes_as_many_queries_for_five_teams_as_for_two(
    admin_client, gameday, django_assert_num_queries, part
):
    host = making.make_host()
    make_teams(gameday, host, 2)
    room = reverse("scoring:control", args=[gameday.slug])
    address = reverse("scoring:control-part", args=[gameday.slug, part]) if part else room
    admin_client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert admin_client.get(address).status_code == 200
    make_teams(gameday, host, 3)
    with django_assert_num_queries(len(few)):
        admin_client.get(address)
