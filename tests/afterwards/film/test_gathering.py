"""What a film tells of an incident, from the rows of a day that was played."""

import gzip
import json

import pytest
from django.utils import translation

from gameday.models import Message, Recording, RecordingPart
from gameday.models.choices import ActivityVerb, IncidentState, RecordingLoss, Role
from gameday.models.player import Player
from scoring.afterwards.film.composing import compose_film
from scoring.afterwards.film.gathering import gather_material
from scoring.models import Excerpt, JourneyOutcome
from tests import making
from tests.afterwards import played_day as day
from tests.afterwards.film.tapes import part, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew():
    return day.crew_of(day.played_gameday())


def film_of(incident):
    return json.loads(gzip.decompress(compose_film(gather_material(incident))))


def record(crew, seat, started, *events, **changes):
    player = crew.on(seat)
    values = {"service": "db", "name": player.name, "seat": seat, "started_at": day.at(started), "player": player}
    row = Recording.objects.create(
        team=crew.team, sandbox=crew.sandbox, shell=f"shell{Recording.objects.count()}", **values | changes
    )
    RecordingPart.objects.create(recording=row, position=0, events=part(*events))
    return row


def texts(film, name="captions"):
    return [row["text"] for row in film[name]]


def test_the_marks_of_an_incident_in_their_order(crew):
    incident = day.play_incident(crew)
    day.act(crew, Role.DEV, 340, ActivityVerb.WORKSHOP, detail="+one line")
    day.take_hint(incident, crew, Role.OPS, 400)
    Message.objects.create(gameday=crew.team.gameday, text="Well   done,\nall", at=day.at(450))
    film = film_of(incident)
    assert [(mark["kind"], mark["text"]) for mark in film["marks"]] == [
        ("injected", "The fault goes in"),
        ("effect", "Its effect is seen"),
        ("noticed", "First noticed, by Dev"),
        ("acknowledged", f"Acknowledged by {crew.ops.name}"),
        ("hint", "Hint 1 (5 points)"),
        ("message", "Message: Well done, all"),
        ("mended", "Customers are well again"),
        ("objective", "Met: What sleeps?"),
        ("objective", "Met: Awake"),
        ("key", "The Dev key is turned"),
        ("key", "The Ops key is turned"),
        ("objective", "Met: Released"),
        ("ended", "Over: resolved"),
    ]
    assert film["acts"][0] | {"t": 0} == {
        "t": 0,
        "seat": "dev",
        "verb": "workshop",
        "text": "dev workshop",
        "detail": "+one line",
    }


def test_whose_film_it_is(crew):
    incident = day.play_incident(crew)
    film = film_of(incident)
    assert film["incident"] == incident.pk
    assert film["scenario"] == incident.scenario.slug
    assert film["team"] == {"id": crew.team.pk, "name": crew.team.name, "colour": "#7c3aed", "emblem": "🦄"}
    assert (film["state"], film["voided"], film["starts_at"]) == ("resolved", False, day.at(297).isoformat())
    assert film["map"][-1][1] == 660 - 297 + 5


def test_mood_and_points_are_those_of_the_incident(crew):
    incident = day.play_incident(crew, points=0)
    for moment, outcome in ((305, "full"), (315, "failed"), (320, "error"), (605, "slow")):
        day.observe(crew.team, moment, JourneyOutcome(outcome))
    for moment, points in ((100, 70), (305, 10), (315, -5), (610, 10), (900, 99)):
        day.pay(crew.team, moment, points)
    film = film_of(incident)
    assert [share for _t, share in film["mood"]] == [1.0, 0.0, 1.0]
    assert [points for _t, points in film["points"]] == [0, 10, 5, 15]
    assert "Nothing that customers try works." in texts(film)
    assert "Everything that customers try works again." in texts(film)


def test_terminals_of_both_seats_are_seen_and_those_of_other_times_are_not(crew):
    incident = day.play_incident(crew)
    record(crew, Role.OPS, 200, (0.0, "o", "$ "), (150.0, "o", "sv up db"))
    record(crew, Role.DEV, 350, (1.0, "o", "git log"), service="workbench", ended_at=day.at(500))
    record(crew, Role.DEV, 700, (1.0, "o", "later"))
    film = film_of(incident)
    assert [picture(screen["frames"], film["length"]) for screen in film["screens"]["ops"]] == [{"0": "$ sv up db"}]
    assert [screen["service"] for screen in film["screens"]["dev"]] == ["workbench"]
    assert film["missing"] == []


def test_the_moment_when_the_halves_met_is_marked_and_told(crew):
    forest = making.make_scenario(document=day.FOREST)
    incident = day.play_incident(crew, scenario=forest)
    day.say(crew, Role.DEV, 400, "nothing yet")
    day.say(crew, Role.OPS, 420, "What does storefront/settings.py say?")
    film = film_of(incident)
    met = next(mark for mark in film["marks"] if mark["kind"] == "met")
    assert met["text"] == "The halves met: Ops, on storefront/settings.py"
    told = "The two halves meet: Ops is on what only the other card names: storefront/settings.py."
    assert {"t": met["t"], "text": told} in film["captions"]


def test_of_the_chat_only_what_was_chosen_is_told(crew):
    incident = day.play_incident(crew)
    day.say(crew, Role.DEV, 400, "our secret")
    chosen = day.say(crew, Role.OPS, 410, "thank you", name="Олена")
    Excerpt.objects.create(line=chosen, at=day.at(800))
    film = film_of(incident)
    assert [(line["seat"], line["name"], line["text"]) for line in film["chat"]] == [("ops", "Олена", "thank you")]
    assert "Олена writes: thank you" in texts(film)
    assert "our secret" not in json.dumps(film)


def test_a_pause_is_cut_and_told(crew):
    incident = day.play_incident(crew, ended=4000, keys=4000)
    day.pause(crew.team.gameday, 700, 3700)
    film = film_of(incident)
    paused = next(mark for mark in film["marks"] if mark["kind"] == "paused")
    goes_on = next(caption for caption in film["captions"] if caption["text"] == "The game goes on.")
    assert goes_on["t"] - paused["t"] == pytest.approx(0.25, abs=0.02)


def test_a_voided_incident_has_a_film_that_says_so_and_no_figures(crew):
    incident = day.play_incident(crew, state=IncidentState.VOIDED, problem="the engine was away.")
    day.observe(crew.team, 320, JourneyOutcome.FAILED)
    day.pay(crew.team, 320, -5)
    film = film_of(incident)
    assert (film["voided"], film["mood"], film["points"]) == (True, [], [])
    assert film["missing"][0] == ("This incident counts for nobody, so there are no figures. Why: the engine was away.")
    assert not any("customers" in text for text in texts(film))


def test_an_incident_that_never_began_has_a_film_too(crew):
    incident = day.play_incident(
        crew, state=IncidentState.VOIDED, effect=None, acknowledged=None, mended=None, keys=None, ended=200
    )
    incident.injections.all().delete()
    film = film_of(incident)
    assert [mark["kind"] for mark in film["marks"]] == ["ended"]
    assert film["length"] > 0


def test_a_team_that_opened_no_terminal_reads_so(crew):
    assert film_of(day.play_incident(crew))["missing"] == ["Nobody opened a terminal, so there is none to be seen."]


def test_what_is_missing_of_recordings_is_said(crew):
    incident = day.play_incident(crew)
    record(crew, Role.DEV, 310, blanked_at=day.at(900), service="storefront")
    record(crew, Role.OPS, 310, (1.0, "o", "x"), loss=RecordingLoss.DISK)
    film = film_of(incident)
    assert film["missing"] == [
        "A recording of storefront was taken away by who typed there.",
        "The recording of db is not complete: it could not be written.",
    ]
    assert film["screens"]["dev"][0]["frames"] == []


def test_recordings_that_are_not_kept_any_more_are_said_to_be(crew):
    incident = day.play_incident(crew)
    day.act(crew, Role.OPS, 350, ActivityVerb.TERMINAL)
    assert film_of(incident)["missing"] == [
        "The terminals were not recorded, or their recordings are not kept any more."
    ]


def test_what_a_removed_player_did_is_not_in_it(crew):
    incident = day.play_incident(crew)
    day.act(crew, Role.DEV, 340, text="Mallory was here")
    record(crew, Role.DEV, 310, (1.0, "o", "Mallory types"))
    Player.everybody.filter(pk=crew.dev.pk).update(removed_at=day.at(900))
    assert "Mallory" not in json.dumps(film_of(incident))


def test_a_film_speaks_the_language_of_its_day(crew):
    crew.team.gameday.language = "fr"
    crew.team.gameday.save()
    incident = day.play_incident(crew)
    with translation.override("en"):
        assert film_of(incident)["marks"][-1]["text"] != "Over: resolved"


def test_reading_an_incident_takes_as_many_queries_however_much_was_done(crew, django_assert_num_queries):
    incident = day.play_incident(crew)
    gather_material(incident)
    with django_assert_num_queries(15):
        gather_material(incident)
    for moment in range(310, 600, 5):
        day.act(crew, Role.DEV, moment)
        day.say(crew, Role.OPS, moment, "hm")
    record(crew, Role.OPS, 310, (1.0, "o", "x"))
    record(crew, Role.DEV, 310, (1.0, "o", "x"))
    with django_assert_num_queries(16):
        gather_material(incident)
