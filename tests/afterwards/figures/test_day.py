"""The recap of a day that was written by hand; moments are seconds since its start."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gameday.models import Injection
from gameday.models.choices import ActivityVerb, GameDayState, HealReason, IncidentState, NoteKind, Role
from scoring.afterwards.figures.day import day_recap
from scoring.afterwards.figures.shapes import ActsOn, Collaboration, Medians, Meeting
from scoring.ledger import ledger
from scoring.models import Entry, EntryKind, Excerpt
from tests import making
from tests.afterwards import played_day as played
from tests.afterwards.played_day import at

pytestmark = pytest.mark.django_db
NOW = at(9000)


def span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


@pytest.fixture
def gameday():
    return played.played_gameday()


@pytest.fixture
def crew(gameday):
    return played.crew_of(gameday)


def only_incident(gameday):
    [team] = day_recap(gameday, NOW).teams
    [incident] = team.incidents
    return incident


def test_moments_and_times_of_an_incident_leave_a_pause_out(gameday, crew):
    played.pause(gameday, 400, 1000)
    played.play_incident(
        crew, injected=300, effect=310, acknowledged=360, mended=1200, keys=1260, ended=1260, scenario=None
    )
    played.act(crew, Role.DEV, 320, ActivityVerb.TYPED, service="storefront")  # went on typing: has noticed nothing
    played.say(crew, Role.OPS, 340, "Customers complain")
    told = only_incident(gameday)
    assert (told.injected_at, told.effect_at, told.noticed_at) == (at(300), at(310), at(340))
    assert (told.acknowledged_at, told.mended_at, told.keys_at, told.ended_at) == (
        at(360),
        at(1200),
        at(1260),
        at(1260),
    )
    assert (told.to_detect, told.to_acknowledge, told.to_recover) == (span(30), span(50), span(1200 - 310 - 600))
    assert told.meeting.both_keys


def test_the_medians_are_over_all_teams_that_got_so_far(gameday):
    scenario, other = making.make_scenario(), making.make_scenario()
    round = played.played_round(gameday, scenario)
    for acknowledged, mended in ((360, 400), (370, 600), (510, 1000), (None, None)):
        played.play_incident(
            played.crew_of(gameday),
            round,
            effect=310,
            acknowledged=acknowledged,
            mended=mended,
            keys=None,
            ended=1500,
            state=IncidentState.EXPIRED,
        )
    crew = played.crew_of(gameday)
    played.play_incident(crew, round, effect=310, acknowledged=311, mended=312, state=IncidentState.VOIDED)
    played.play_incident(crew, scenario=other, effect=310, acknowledged=None, mended=350, keys=None, ended=360)
    told = day_recap(gameday, NOW)
    # Acknowledged after 50, 60 and 200 s; mended after 90, 290 and 690 s; the voided one counts for nothing.
    assert told.medians == {
        scenario.pk: Medians(4, span(60), span(60), span(290)),
        other.pk: Medians(1, None, None, span(40)),
    }
    assert told.medians_of(told.team(crew.team.pk).incidents[1]).to_recover == span(40)


def test_a_voided_incident_is_shown_without_figures(gameday, crew):
    incident = played.play_incident(crew, state=IncidentState.VOIDED)
    played.pay(crew.team, 400, -10)
    played.act(crew, Role.DEV, 350, service="storefront")
    played.take_hint(incident, crew, Role.OPS, 355)
    told = only_incident(gameday)
    assert told.voided
    assert (told.effect_at, told.ended_at) == (at(310), at(660))
    assert (told.to_detect, told.to_acknowledge, told.to_recover) == (None, None, None)
    assert (told.revenue, told.points, told.hints, told.hint_cost, told.acts) == (None, None, (), 0, ())
    assert told.meeting == Meeting()
    assert day_recap(gameday, NOW).collaboration == Collaboration()


def test_what_was_practised_in_the_lobby_is_not_counted(gameday, crew):
    played.play_incident(crew, injected=-600, effect=-590, practice=True, points=0)
    [team] = day_recap(gameday, NOW).teams
    assert team.incidents == ()


def test_revenue_is_what_the_shop_earned_while_it_burned_and_points_are_the_incident_s_own(gameday, crew):
    incident = played.play_incident(crew, effect=310, ended=660, points=80)
    for moment, points in ((309, 100), (310, -5), (400, -7), (660, 10), (661, 100)):
        played.pay(crew.team, moment, points)
    played.take_hint(incident, crew, Role.OPS, 450, rung=0, price=5)
    played.take_hint(incident, crew, Role.OPS, 500, rung=1, price=0)
    taken_back = Entry.objects.get(team=crew.team, kind=EntryKind.REVENUE, points=-7)
    ledger.reverse_entry(taken_back, reason="the platform was broken", by="walter", now=at(7000))
    told = only_incident(gameday)
    assert told.revenue == -5 + 10
    assert told.points == 80 - 5
    assert [(hint.rung, hint.cost, hint.free) for hint in told.hints] == [(0, 5, False), (1, 0, True)]
    assert told.hint_cost == 5
    [team] = day_recap(gameday, NOW).teams
    assert (team.place, team.points, team.revenue) == (1, 100 - 5 + 10 + 100 + 80 - 5, 100 - 5 + 10 + 100)


def test_who_touched_what_is_told_by_seat_and_service(gameday, crew):
    played.play_incident(crew, acknowledged=None, keys=None)
    for seat, moment, verb, service in (
        (Role.OPS, 320, ActivityVerb.TERMINAL, "db"),
        (Role.OPS, 340, ActivityVerb.TYPED, "db"),
        (Role.OPS, 350, ActivityVerb.CONSOLE, "edge"),
        (Role.DEV, 360, ActivityVerb.WORKSHOP, "storefront"),
        (Role.DEV, 370, ActivityVerb.ANSWERED, ""),
        (Role.DEV, 700, ActivityVerb.WORKSHOP, "storefront"),  # after the end
        (Role.OPS, 380, ActivityVerb.JOINED, ""),  # nothing that a hand did to the shop
    ):
        played.act(crew, seat, moment, verb, service=service)
    assert only_incident(gameday).acts == (
        ActsOn(Role.DEV, "", 1),
        ActsOn(Role.DEV, "storefront", 1),
        ActsOn(Role.OPS, "db", 2),
        ActsOn(Role.OPS, "edge", 1),
    )


def test_an_act_that_names_an_incident_counts_for_no_other_that_burns_beside_it(gameday, crew):
    first = played.play_incident(crew, injected=300, effect=310, acknowledged=None, ended=900, keys=None)
    played.play_incident(crew, injected=301, effect=311, acknowledged=None, ended=900, keys=None)
    played.act(crew, Role.DEV, 400, ActivityVerb.ANSWERED, incident=first)
    played.act(crew, Role.OPS, 500, ActivityVerb.CONSOLE, service="db")
    [team] = day_recap(gameday, NOW).teams
    assert [incident.noticed_at for incident in team.incidents] == [at(400), at(500)]


def test_hypotheses_and_chosen_lines_of_the_chat_are_told(gameday, crew):
    incident = played.play_incident(crew)
    played.note(incident, crew, Role.DEV, 330, "It is the code", verdict="refuted", verdict_at=at(400))
    played.note(incident, crew, Role.OPS, 340, "Nothing in the log", kind=NoteKind.FINDING)
    lines = [played.say(crew, Role.DEV, moment, f"at {moment}") for moment in (320, 350, 900)]
    for line in lines[1:]:
        Excerpt.objects.create(line=line, at=at(5000))
    told = only_incident(gameday)
    assert [(each.text, each.seat, each.verdict) for each in told.hypotheses] == [("It is the code", "dev", "refuted")]
    assert [(each.text, each.seat) for each in told.excerpts] == [("at 350", "dev")]


def test_the_halves_meet_at_the_answer_that_only_the_other_seat_could_learn(gameday, crew):
    asked = making.DOCUMENT["objectives"][0] | {"accept": ["the night watch"]}  # Dev alone may answer
    scenario = making.make_scenario(document={"objectives": [asked, *making.DOCUMENT["objectives"][1:]]})
    incident = played.play_incident(crew, scenario=scenario, effect=310)
    played.answer(incident, crew, Role.DEV, 370, "The night watch")  # Dev's own
    played.say(crew, Role.OPS, 430, "So it was the night watch?")
    told = only_incident(gameday).meeting
    assert (told.met_at, told.by_seat, told.on, told.minutes) == (at(430), Role.OPS, "the night watch", 2.0)


def test_the_team_s_collaboration_sums_up_its_incidents(gameday, crew):
    for start, met in ((300, 430), (2000, 2250), (4000, None)):
        played.play_incident(
            crew,
            injected=start,
            effect=start + 10,
            acknowledged=None,
            mended=None,
            keys=None,
            ended=start + 610,
            state=IncidentState.EXPIRED,
            scenario=making.make_scenario(document=played.FOREST),
        )
        if met:
            played.say(crew, Role.DEV, met, "Is db well?")
            played.say(crew, Role.OPS, met + 30, "It is")
    told = day_recap(gameday, NOW)
    # Two meetings, after 120 and 240 s; in the third nobody said a word for 600 s.
    expected = Collaboration(3, 2, 3.0, 2, span(600), Role.DEV, 0)
    assert told.teams[0].collaboration == told.collaboration == expected
    assert len(told.teams[0].meetings) == 2


def test_what_a_facilitator_healed_was_not_mended_by_the_team(gameday, crew):
    incident = played.play_incident(crew, mended=None)
    assert only_incident(gameday).mended_at == at(660)  # resolved without a journey of customers
    Injection.objects.filter(incident=incident).update(healed_by=HealReason.FACILITATOR)
    assert only_incident(gameday).mended_at is None


def test_a_team_that_never_acted_has_no_times_and_no_meeting(gameday, crew):
    played.play_incident(
        crew, acknowledged=None, mended=None, keys=None, ended=1510, state=IncidentState.EXPIRED, points=0
    )
    told = only_incident(gameday)
    assert (told.noticed_at, told.to_detect, told.to_acknowledge, told.to_recover) == (None, None, None, None)
    assert told.meeting == Meeting(longest_silence=span(1200), silent_seat=Role.DEV)
    assert (told.revenue, told.points) == (0, 0)


def test_a_day_without_teams_or_players_has_a_recap(gameday):
    assert day_recap(gameday, NOW).teams == ()
    crew = played.crew_of(gameday, seats=())
    played.play_incident(crew, acknowledged=None, mended=None, keys=None, state=IncidentState.EXPIRED)
    [team] = day_recap(gameday, NOW).teams
    assert (team.seats, team.incidents[0].meeting) == ({}, Meeting())


def test_a_team_on_one_seat_has_no_halves(gameday):
    crew = played.crew_of(gameday, seats=(Role.OPS,))
    played.play_incident(crew)
    assert only_incident(gameday).meeting == Meeting()


def test_a_day_that_ended_in_its_first_minute_has_a_recap():
    gameday = played.played_gameday(ended=30)
    crew = played.crew_of(gameday)
    incident = played.play_incident(
        crew, injected=20, effect=None, acknowledged=None, mended=None, keys=None, ended=30, state=IncidentState.VOIDED
    )
    told = day_recap(gameday, NOW)
    assert told.rounds == ()
    assert told.teams[0].incidents[0].incident == incident
    assert told.collaboration == Collaboration()
    [round] = [played.played_round(gameday, opened=0)]
    assert day_recap(gameday, NOW).rounds == (round,)


def test_a_day_that_still_runs_tells_what_is_known_so_far():
    gameday = making.running_gameday(state=GameDayState.RUNNING, started_at=at(0))
    crew = played.crew_of(gameday)
    played.play_incident(crew, acknowledged=None, mended=None, keys=None, ended=None, state=IncidentState.LIVE)
    played.pay(crew.team, 350, -10)
    [team] = day_recap(gameday, at(910)).teams
    [told] = team.incidents
    assert (told.ended_at, told.revenue, told.meeting.longest_silence) == (None, -10, span(600))


def test_words_and_acts_of_people_who_were_removed_are_left_out(gameday, crew):
    played.play_incident(crew, acknowledged=None, mended=None, keys=None, state=IncidentState.EXPIRED)
    played.say(crew, Role.DEV, 350, "rude")
    played.act(crew, Role.DEV, 340, service="storefront")
    type(crew.dev).everybody.filter(pk=crew.dev.pk).update(removed_at=at(400))
    told = only_incident(gameday)
    assert (told.noticed_at, told.acts) == (None, ())


def test_ten_teams_take_as_many_queries_as_two():
    counts = []
    for teams, rounds in ((2, 1), (10, 3)):
        gameday = played.play_day(teams, rounds).gameday
        with CaptureQueriesContext(
            connection,
        ) as queries:
            told = day_recap(gameday, NOW)
            # What pages ask of rows needs no further query.
            assert all(
                str(each.incident) and each.round.scenario.title for team in told.teams for each in team.incidents
            )
        assert [len(team.incidents) for team in told.teams] == [rounds] * teams
        counts.append(len(queries))
    assert counts[0] == counts[1]
