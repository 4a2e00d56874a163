"""The survey: counted and never kept, shown only when it is closed, and then never below five answers."""

import pytest

from gameday.access import SESSION_KEY
from gameday.models import GameDay
from gameday.models.choices import GameDayState, IncidentState
from scenarios.refusal import Refused
from scoring.afterwards.survey import answering, outcome, questions
from scoring.models import QuestionScope, SurveyCount, SurveyMoment, SurveyReturn
from tests.making import NOW, make_gameday, make_incident, make_player, make_scenario, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def gameday():
    return make_gameday(slug="hay-day", state=GameDayState.LOBBY)


@pytest.fixture
def team(gameday):
    return make_team(gameday)


def answer(player, value: int, *, moment: SurveyMoment = SurveyMoment.BEFORE) -> None:
    """Give one answer to everything."""
    player.gameday.refresh_from_db()
    asked = answering.asked_of(player, questions.survey_questions(player.gameday), moment)
    answering.hand_in(player, asked, {each.field: value for each in asked}, now=NOW)


def finish(gameday: GameDay) -> None:
    GameDay.objects.filter(pk=gameday.pk).update(state=GameDayState.FINISHED, started_at=NOW, finished_at=NOW)
    gameday.refresh_from_db()


def test_a_day_starts_with_six_questions_about_it_and_three_about_each_scenario(gameday):
    found = questions.survey_questions(gameday)
    assert [row.scope for row in found] == [QuestionScope.DAY] * 6 + [QuestionScope.SCENARIO] * 3
    assert [row.pk for row in questions.survey_questions(gameday)] == [row.pk for row in found]


def test_the_questions_are_in_the_language_of_the_day():
    found = questions.survey_questions(make_gameday(slug="jour", language="fr"))
    assert "C'était juste." in [row.text for row in found]


def test_no_row_says_who_gave_an_answer_or_when(team):
    player = make_player(team)
    answer(player, 4)
    assert set(SurveyCount.objects.values_list("value", "count")) == {(4, 1)}
    fields = {field.name for field in [*SurveyCount._meta.get_fields(), *SurveyReturn._meta.get_fields()]}
    assert fields == {"id", "question", "moment", "scenario", "value", "count", "player"}


def test_a_person_is_counted_once(team):
    player = make_player(team)
    answer(player, 4)
    with pytest.raises(Refused, match="You have answered already"):
        answer(player, 1)
    assert set(SurveyCount.objects.values_list("value", "count")) == {(4, 1)}


def test_an_empty_form_is_said_and_can_be_sent_again(team):
    player = make_player(team)
    asked = answering.asked_of(player, questions.survey_questions(team.gameday), SurveyMoment.BEFORE)
    with pytest.raises(Refused, match="no answer in it"):
        answering.hand_in(player, asked, {}, now=NOW)
    assert not answering.has_answered(player, SurveyMoment.BEFORE)


def test_while_the_day_runs_nothing_is_asked_and_nothing_counted(team):
    player = make_player(team)
    GameDay.objects.update(state=GameDayState.RUNNING, started_at=NOW)
    with pytest.raises(Refused, match="closed"):
        answer(player, 3)


def test_afterwards_each_scenario_is_asked_about_that_the_team_has_played(gameday, team):
    player = make_player(team)
    played, voided = make_scenario(), make_scenario()
    make_incident(team, played, state=IncidentState.RESOLVED, live_at=NOW)
    make_incident(team, played, state=IncidentState.EXPIRED, live_at=NOW)
    make_incident(team, voided, state=IncidentState.VOIDED, live_at=NOW)
    make_incident(make_team(gameday), voided, state=IncidentState.RESOLVED, live_at=NOW)
    finish(gameday)
    asked = answering.asked_of(player, questions.survey_questions(gameday), SurveyMoment.AFTER)
    assert [each.scenario for each in asked if each.scenario] == [played] * 3


def test_figures_are_shown_only_when_it_is_closed_and_the_change_is_that_of_the_means(gameday, team):
    people = [make_player(team) for _ in range(5)]
    for player, before in zip(people, (1, 2, 2, 3, 2), strict=True):
        answer(player, before)
    finish(gameday)
    for player, after in zip(people, (4, 4, 3, 5, 4), strict=True):
        answer(player, after, moment=SurveyMoment.AFTER)
    assert outcome.survey_outcome(gameday).outcomes == ()
    outcome.close_survey(gameday, by="Ada", now=NOW)
    found = outcome.survey_outcome(gameday)
    assert found.returns == {SurveyMoment.BEFORE: 5, SurveyMoment.AFTER: 5}
    first = found.outcomes[0]
    assert (first.before.mean, first.after.mean, first.change) == (2.0, 4.0, 2.0)
    assert first.after.counts == (0, 0, 1, 3, 1)
    with pytest.raises(Refused, match="closed"):
        answer(make_player(team), 1, moment=SurveyMoment.AFTER)


def test_four_answers_are_never_shown(gameday, team):
    for _ in range(4):
        answer(make_player(team), 5)
    finish(gameday)
    outcome.close_survey(gameday, by="Ada", now=NOW)
    assert {row.before.mean for row in outcome.survey_outcome(gameday).outcomes} == {None}


def test_questions_are_exchanged_until_somebody_has_answered(gameday, team):
    questions.replace_questions(
        gameday, {QuestionScope.DAY: ["I like hay."], QuestionScope.SCENARIO: []}, by="Ada", now=NOW
    )
    assert [row.text for row in questions.survey_questions(gameday)] == ["I like hay."]
    answer(make_player(team), 5)
    with pytest.raises(Refused, match="answered already"):
        questions.replace_questions(gameday, {QuestionScope.DAY: ["I like oats."]}, by="Ada", now=NOW)


@pytest.mark.parametrize("lines", [[], ["x" * 201], ["x"] * 13])
def test_questions_that_cannot_be_asked_change_nothing(gameday, lines):
    before = [row.text for row in questions.survey_questions(gameday)]
    with pytest.raises(Refused, match="nothing was changed"):
        questions.replace_questions(gameday, {QuestionScope.DAY: lines}, by="Ada", now=NOW)
    assert [row.text for row in questions.survey_questions(gameday)] == before


# Pages ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def seated(client, team):
    player = make_player(team)
    session = client.session
    session[SESSION_KEY] = player.token
    session.save()
    return player


def test_a_player_answers_in_the_lobby_and_reads_thank_you(client, seated):
    page = client.get("/recap/hay-day/survey/").content.decode()
    assert page.count("<fieldset") == 6
    field = str(questions.survey_questions(seated.gameday)[0].pk)
    said = client.post("/recap/hay-day/survey/hand-in/", {field: "5", "nonsense": "9"}, follow=True).content.decode()
    assert "Thank you: 1 answer counts." in said
    assert "<fieldset" not in said
    again = client.post("/recap/hay-day/survey/hand-in/", {field: "5"}, follow=True).content.decode()
    assert "You have answered already" in again


def test_the_lobby_and_the_page_after_the_day_lead_to_it(client, seated):
    assert "/recap/hay-day/survey/" in client.get("/play/").content.decode()
    finish(seated.gameday)
    assert "/recap/hay-day/survey/" in client.get("/play/").content.decode()


def test_a_player_of_another_day_finds_nothing(client, seated):
    make_gameday(slug="other")
    assert client.get("/recap/other/survey/").status_code == 404
    assert client.post("/recap/other/survey/hand-in/").status_code == 404


def test_a_facilitator_writes_questions_and_keeps_what_was_refused(admin_client, gameday):
    page = admin_client.post("/recap/hay-day/survey/questions/", {"day": "", "scenario": "Was it hay?"})
    assert page.status_code == 409
    assert "A survey needs a question about the day; nothing was changed." in page.content.decode()
    assert "Was it hay?" in page.content.decode()
    said = admin_client.post(
        "/recap/hay-day/survey/questions/", {"day": "I like <hay>.\n\n", "scenario": ""}, follow=True
    )
    assert "I like &lt;hay&gt;." in said.content.decode()


def test_closing_shows_what_it_says(admin_client, gameday, team):
    for _ in range(5):
        answer(make_player(team), 4)
    finish(gameday)
    page = admin_client.post("/recap/hay-day/survey/close/", follow=True).content.decode()
    assert "The survey is closed. This is what it says." in page
    assert "4.0" in page


def test_the_page_makes_as_many_queries_for_fifty_answers_as_for_none(
    admin_client, gameday, team, django_assert_max_num_queries
):
    admin_client.get("/recap/hay-day/survey/")
    for value in range(10):
        answer(make_player(team), 1 + value % 5)
    finish(gameday)
    outcome.close_survey(gameday, by="Ada", now=NOW)
    with django_assert_max_num_queries(12):
        admin_client.get("/recap/hay-day/survey/")
