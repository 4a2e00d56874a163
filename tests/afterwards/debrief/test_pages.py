"""The page of a debrief: who may open and write it, what it shows, and that it asks the database the same few questions."""

import pytest
from django.urls import reverse

from scoring.models import ActionItem, DebriefColumn, DebriefNote, Film, FilmState, Recap
from tests import making
from tests.making import NOW
from tests.reading import read_page

ALL = "/recap/hay-day/debrief/"
WRITTEN = {"HX-Request": "true"}


def of_team(team) -> str:
    return f"{ALL}{team.pk}/"


def make_note(gameday, team=None, **changes) -> DebriefNote:
    values = {"column": DebriefColumn.SAW, "text": "The queue stood still", "by": "Ada", "at": NOW}
    return DebriefNote.objects.create(gameday=gameday, team=team, **values | changes)


def test_a_player_opens_the_debriefs_of_all_and_of_their_team(browser_of, ada, team):
    for path in (ALL, of_team(team)):
        assert browser_of(ada).get(path).status_code == 200


def test_a_player_of_another_team_a_spectator_and_the_early_are_kept_out(browser_of, client, ada, gameday, team):
    other = making.make_player(making.make_team(gameday))
    note = make_note(gameday, team)
    assert browser_of(other).get(of_team(team)).status_code == 403
    remove = reverse("scoring:debrief-note", args=[gameday.slug, note.pk, "remove"])
    assert browser_of(other).post(remove).status_code == 403
    assert client.get(ALL).status_code == 404
    Recap.objects.update(opened_at=None)
    assert browser_of(ada).get(of_team(team)).status_code == 403
    assert browser_of(ada).post(f"{of_team(team)}notes/", {"column": "saw", "text": "x"}).status_code == 403
    note.refresh_from_db()
    assert (DebriefNote.objects.count(), note.removed_at) == (1, None)


def test_a_note_of_another_day_is_not_found(browser_of, fanny, gameday):
    elsewhere = make_note(making.make_gameday())
    address = reverse("scoring:debrief-note", args=[gameday.slug, elsewhere.pk, "remove"])
    assert browser_of(fanny).post(address).status_code == 404


def test_a_thought_is_added_and_shown_to_the_whole_team(browser_of, ada, otto, team):
    answer = browser_of(ada).post(
        f"{of_team(team)}notes/", {"column": "luck", "text": "<b>We</b> had a backup"}, headers=WRITTEN
    )
    assert answer["HX-Trigger"] == "sent"
    assert "&lt;b&gt;We&lt;/b&gt; had a backup" in read_page(browser_of(otto).get(of_team(team)))
    assert "had a backup" not in read_page(browser_of(otto).get(ALL))


def test_what_was_refused_is_said_and_takes_nothing_away(browser_of, ada, team):
    answer = browser_of(ada).post(f"{of_team(team)}notes/", {"column": "luck", "text": "x" * 2001}, headers=WRITTEN)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain; charset=utf-8")
    assert "your text is still in the field" in answer.text


def test_a_change_that_met_another_says_that_both_are_kept(browser_of, ada, gameday, team):
    note = make_note(gameday, team, version=3)
    address = reverse("scoring:debrief-note", args=[gameday.slug, note.pk, "edit"])
    page = browser_of(ada).post(address, {"text": "It never stood still", "version": "2"}, headers=WRITTEN).text
    for words in ("Both are kept", "The queue stood still", "It never stood still"):
        assert words in page


def test_what_is_removed_can_be_undone_where_it_was_pressed(browser_of, ada, gameday, team):
    note, browser = make_note(gameday, team), browser_of(ada)
    page = browser.post(reverse("scoring:debrief-note", args=[gameday.slug, note.pk, "remove"]), headers=WRITTEN).text
    undo = reverse("scoring:debrief-note", args=[gameday.slug, note.pk, "restore"])
    assert f'hx-post="{undo}"' in page
    browser.post(undo)
    note.refresh_from_db()
    assert note.removed_at is None


def test_an_action_item_of_a_thought_by_one_press_and_done_by_another(browser_of, ada, gameday, team):
    note, browser = make_note(gameday, team), browser_of(ada)
    said = browser.post(reverse("scoring:debrief-note", args=[gameday.slug, note.pk, "action"]), headers=WRITTEN).text
    assert "Action item noted" in said
    item = ActionItem.objects.get()
    browser.post(reverse("scoring:debrief-item", args=[gameday.slug, item.pk, "tick"]))
    item.refresh_from_db()
    assert (item.text, item.note, item.done_at is not None) == (note.text, note, True)


def test_the_scenarios_ask_and_lead_to_their_reports_and_voided_ones_do_not(browser_of, ada, gameday, team):
    making.make_incident(team, state="resolved")
    unlucky = making.make_scenario(
        document={"title": "Unlucky", "debrief": {"goal": "x", "questions": ["Who saw it?"]}}
    )
    making.make_incident(team, unlucky, state="voided")
    page = read_page(browser_of(ada).get(of_team(team)))
    assert "Who wakes whom?" in page
    assert "https://example.com/nap" in page
    assert "Who saw it?" not in page


def test_a_film_that_is_being_made_is_said_to_be(browser_of, ada, team):
    incident = making.make_incident(team, state="resolved")
    Film.objects.create(incident=incident, state=FilmState.MAKING, asked_at=NOW)
    assert "film: being made" in read_page(browser_of(ada).get(of_team(team)))


def test_a_day_on_which_nothing_happened_has_a_debrief(browser_of, fanny, gameday):
    page = read_page(browser_of(fanny).get(ALL))
    assert "Nothing was played, so there is no film." in page


def test_players_see_the_films_of_their_own_team_alone_in_the_debrief_of_all(browser_of, ada, fanny, gameday, team):
    making.make_incident(making.make_team(gameday, name="Neigh Sayers"), state="resolved")
    making.make_incident(team, state="resolved")
    assert "Neigh Sayers" not in read_page(browser_of(ada).get(ALL))
    assert "Neigh Sayers" in read_page(browser_of(fanny).get(ALL))


@pytest.mark.parametrize("rows", [1, 6])
def test_the_page_asks_the_same_questions_however_much_was_written(
    browser_of, ada, gameday, team, rows, django_assert_num_queries
):
    for _row in range(rows):
        incident = making.make_incident(team, state="resolved")
        note = make_note(gameday, team, incident=incident)
        ActionItem.objects.create(gameday=gameday, team=team, note=note, text="Mend it", by="Ada", at=NOW)
    browser = browser_of(ada)
    with django_assert_num_queries(8):
        browser.get(f"{of_team(team)}part/")
