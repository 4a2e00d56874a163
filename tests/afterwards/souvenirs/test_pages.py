"""The pages of the souvenirs, and who sees what."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from scoring.afterwards import printing
from scoring.models import Keepsake, Recap
from tests import making
from tests.afterwards.played_day import crew_of, play_incident, played_gameday
from tests.afterwards.recap.conftest import browser_of
from tests.afterwards.souvenirs.days import MARKUP

pytestmark = pytest.mark.django_db


@pytest.fixture
def gameday():
    gameday = played_gameday()
    Recap.objects.create(gameday=gameday, opened_at=making.NOW)
    return gameday


@pytest.fixture
def crew(gameday):
    crew = crew_of(gameday, name="The Night Mares")
    play_incident(crew)
    return crew


@pytest.fixture
def others(gameday):
    return crew_of(gameday, name="The Others")


@pytest.fixture
def facilitator():
    client = Client()
    client.force_login(User.objects.create_user("grace", is_staff=True))
    return client


def address(name, gameday, *rest):
    return reverse(f"scoring:{name}", args=[gameday.slug, *rest])


def certificate_of(player):
    return address("certificate", player.gameday, player.pk, "a4")


def test_a_player_sees_the_own_certificate_badges_and_every_poster(gameday, crew, others):
    page = browser_of(crew.dev).get(address("souvenirs", gameday)).content.decode()
    assert certificate_of(crew.dev) in page
    assert "Both keys" in page
    for team in (crew.team, others.team):
        assert address("poster", gameday, team.pk, "a4") in page
    assert "For the printer" not in page


def test_a_certificate_is_a_picture_with_the_name(crew):
    answer = browser_of(crew.dev).get(certificate_of(crew.dev))
    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert crew.dev.name in answer.content.decode()


def test_a_team_mates_certificate_may_be_looked_at_and_that_of_another_team_not(crew, others):
    assert browser_of(crew.dev).get(certificate_of(crew.ops)).status_code == 200
    assert browser_of(crew.dev).get(certificate_of(others.dev)).status_code == 403


def test_a_poster_is_shared_with_everybody_of_the_day(gameday, crew, others):
    for shape in ("a4", "phone"):
        answer = browser_of(crew.dev).get(address("poster", gameday, others.team.pk, shape))
        assert "The Others" in answer.content.decode()


def test_a_spectator_and_a_player_of_another_day_see_nothing(gameday, crew):
    stranger = crew_of(played_gameday()).dev
    for client in (Client(), browser_of(stranger)):
        for page in (
            address("souvenirs", gameday),
            certificate_of(crew.dev),
            address("poster", gameday, crew.team.pk, "a4"),
        ):
            assert client.get(page).status_code == 404


def test_players_wait_until_the_recap_is_opened(gameday, crew):
    Recap.objects.update(opened_at=None)
    assert browser_of(crew.dev).get(certificate_of(crew.dev)).status_code == 403


def test_a_removed_player_has_no_certificate(crew, facilitator):
    crew.dev.removed_at = making.NOW
    crew.dev.save()
    assert facilitator.get(certificate_of(crew.dev)).status_code == 404


def test_a_player_without_a_team_reads_why_there_is_no_certificate(gameday, crew):
    crew.dev.team = None
    crew.dev.save()
    assert "No certificate without a team" in browser_of(crew.dev).get(address("souvenirs", gameday)).content.decode()
    assert browser_of(crew.dev).get(certificate_of(crew.dev)).status_code == 404


def test_a_shape_that_does_not_exist_is_not_found(gameday, crew, facilitator):
    assert facilitator.get(address("certificate", gameday, crew.dev.pk, "a0")).status_code == 404
    assert facilitator.get(address("poster", gameday, crew.team.pk, "a0")).status_code == 404
    assert facilitator.get(address("print-sheet", gameday, "mugs")).status_code == 404


def test_what_a_player_learned_stands_on_the_certificate(gameday, crew):
    client, learned = browser_of(crew.dev), {"learned": " to read  a plan ", "learned_from": crew.ops.name}
    answer = client.post(address("souvenirs-keep", gameday), learned, follow=True)
    assert "It stands on your certificate now." in answer.content.decode()
    assert Keepsake.objects.get(player=crew.dev).learned == "to read a plan"
    assert "to read a plan" in client.get(certificate_of(crew.dev)).content.decode()


def test_a_second_word_replaces_the_first_and_none_takes_it_back(gameday, crew):
    client = browser_of(crew.dev)
    for learned in ("to nap", "to wake", ""):
        client.post(address("souvenirs-keep", gameday), {"learned": learned, "learned_from": ""})
        assert Keepsake.objects.get(player=crew.dev).learned == learned


def test_team_mates_are_offered(gameday, crew):
    page = browser_of(crew.dev).get(address("souvenirs", gameday)).content.decode()
    assert f'<option value="{crew.ops.name}">' in page
    assert f'<option value="{crew.dev.name}">' not in page


def test_what_cannot_stand_there_is_refused_and_what_was_typed_is_kept(gameday, crew):
    hidden = {"learned": "to \u202enap", "learned_from": "Ada"}
    page = browser_of(crew.dev).post(address("souvenirs-keep", gameday), hidden).content.decode()
    assert "changes the direction of the text" in page
    assert 'value="Ada"' in page
    assert not Keepsake.objects.exists()


def test_a_facilitator_has_no_certificate_to_write_on(gameday, crew, facilitator):
    assert facilitator.post(address("souvenirs-keep", gameday), {"learned": "x"}).status_code == 403


def test_names_with_markup_stay_text_on_page_and_sheet(gameday, crew, facilitator):
    crew.dev.name = crew.team.name = MARKUP
    crew.dev.save()
    crew.team.save()
    for page in (address("souvenirs", gameday), address("print-sheet", gameday, "certificates")):
        said = facilitator.get(page).content.decode()
        assert "<script>alert" not in said
        assert "&lt;script&gt;alert" in said


def test_the_sheet_has_a_page_for_each_player_and_each_team(gameday, crew, others, facilitator):
    making.make_player(crew.team, bot=True)
    certificates = facilitator.get(address("print-sheet", gameday, "certificates")).content.decode()
    assert certificates.count('viewBox="0 0 2970 2100"') == 4  # two a team, no bot
    posters = facilitator.get(address("print-sheet", gameday, "posters")).content.decode()
    assert posters.count('viewBox="0 0 2100 2970"') == 2


def test_the_sheet_of_one_team_has_that_team_alone(gameday, crew, others, facilitator):
    page = facilitator.get(address("print-sheet", gameday, "certificates") + f"?team={others.team.pk}")
    said = page.content.decode()
    assert others.dev.name in said
    assert crew.dev.name not in said


def test_players_do_not_print_for_all(gameday, crew):
    for name in ("print-sheet", "print-pdf"):
        assert browser_of(crew.dev).get(address(name, gameday, "certificates")).status_code == 403


def test_a_day_without_players_says_so(gameday, facilitator):
    assert "There was no team on this day" in facilitator.get(address("souvenirs", gameday)).content.decode()
    making.make_team(gameday)
    assert "Nobody joined on this day" in facilitator.get(address("souvenirs", gameday)).content.decode()
    sheet = facilitator.get(address("print-sheet", gameday, "certificates")).content.decode()
    assert "there is nothing to print" in sheet
    assert facilitator.get(address("print-pdf", gameday, "certificates")).status_code == 404


def test_a_pdf_has_the_name_of_its_player(crew, monkeypatch):
    given = []
    monkeypatch.setattr(printing, "html_to_pdf", lambda html: given.append(html) or b"%PDF-")
    crew.dev.name = "Ada Lovelace"
    crew.dev.save()
    answer = browser_of(crew.dev).get(address("certificate-pdf", crew.dev.gameday, crew.dev.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="certificate-ada-lovelace.pdf"'
    assert "Ada Lovelace" in given[0]
    assert "size:297mm 210mm" in given[0]


def test_without_a_chromium_the_page_says_how_to_print(gameday, crew, facilitator, monkeypatch):
    monkeypatch.setattr(printing, "_program", lambda: None)
    page = facilitator.get(address("souvenirs", gameday)).content.decode()
    assert "This machine has no Chromium" in page
    assert ".pdf" not in page
    refused = facilitator.get(address("poster-pdf", gameday, crew.team.pk))
    assert refused.status_code == 409
    assert "no Chromium" in refused.content.decode()


def test_the_page_counts_as_many_queries_with_three_teams_as_with_one(
    gameday, crew, facilitator, django_assert_num_queries
):
    page = address("print-sheet", gameday, "certificates")
    with django_assert_num_queries(22):
        facilitator.get(page)
    for _team in range(2):
        play_incident(crew_of(gameday))
    with django_assert_num_queries(22):
        facilitator.get(page)
