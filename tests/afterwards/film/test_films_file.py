"""The file with all films of a team: what it holds, what it says it does not, and that it needs nothing but itself."""

import base64
import gzip
import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from gameday.models import Recording, Team
from scoring.afterwards.film.offline import films_file
from scoring.models.choices import FilmState
from tests import making
from tests.afterwards.film.film_day import browser_of, ended_incident, make_film, team_of_a_day_that_is_over
from tests.afterwards.film.sample_film import packed, sample_film

pytestmark = pytest.mark.django_db
IN_STYLES = re.compile(r"url\(|@import")
BODY = re.compile(r'<script type="text/plain" id="film-(\d+)">([^<]*)</script>')


@pytest.fixture
def team() -> Team:
    return team_of_a_day_that_is_over()


def films_in(file: str) -> dict[int, dict]:
    return {int(pk): json.loads(gzip.decompress(base64.b64decode(body))) for pk, body in BODY.findall(file)}


def test_the_file_holds_every_film_of_the_team_and_its_captions_to_read(team):
    first, second = ended_incident(team), ended_incident(team, "The doorman sleeps")
    make_film(first)
    make_film(second)
    make_film(ended_incident(making.make_team(team.gameday)))
    file = films_file(team, making.NOW)
    assert {pk: film["title"] for pk, film in films_in(file).items()} == {
        first.pk: "Three hundred small questions",
        second.pk: "The doorman sleeps",
    }
    assert file.count("Mended. Every customer is served again.") == 2
    assert "What is not in this file" not in file


class Asked(HTMLParser):
    """What an HTML file names of other files, in elements and in styles; and the kinds of its scripts."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.scripts: set[str | None] = set()
        self.feed(file)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.addresses += [f"{tag} {name}" for name in ("src", "href", "action", "data") if name in given]
        if tag == "script":
            self.scripts.add(given.get("type"))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "style":
            self.addresses += IN_STYLES.findall(data)


def test_the_file_asks_for_nothing_outside_itself(team):
    make_film(ended_incident(team))
    asked = Asked(films_file(team, making.NOW))
    assert asked.addresses == []
    assert asked.scripts == {None, "text/plain"}


def test_text_from_the_day_ends_no_script_and_becomes_no_element(team):
    incident = ended_incident(team, "</script><b>bold</b>")
    body = packed(sample_film(incident.pk, captions=[{"t": 1, "text": "<img src=x onerror=alert(1)></script>"}]))
    make_film(incident, body=body)
    file = films_file(team, making.NOW)
    assert "<b>bold" not in file
    assert "<img src=x" not in file
    scripts = [script for script in re.findall(r"(?s)<script>(.*?)</script>", file) if "gettext" in script]
    assert len(scripts) == 2


@pytest.mark.parametrize("state", [FilmState.WAITING, FilmState.FAILED])
def test_a_film_that_is_not_there_is_named(team, state):
    make_film(ended_incident(team, "The lost one"), state)
    file = films_file(team, making.NOW)
    assert "The lost one: its film is not ready." in file
    assert "There is no film in this file." in file


def test_what_was_taken_away_since_the_film_was_made_is_not_in_the_file(team):
    incident = ended_incident(team, "The private one")
    film = make_film(incident)
    took_away = {"blanked_at": film.asked_at + timedelta(hours=2), "started_at": film.asked_at}
    Recording.objects.create(team=team, service="edge", shell="a-shell", name="Otto", **took_away)
    file = films_file(team, making.NOW + timedelta(hours=3))
    assert "The private one: its film is not ready." in file
    assert films_in(file) == {}


def test_a_film_that_cannot_be_read_is_named_and_the_others_are_there(team):
    make_film(ended_incident(team, "The broken one"), body=b"no gzip")
    whole = ended_incident(team)
    make_film(whole)
    file = films_file(team, making.NOW)
    assert "The broken one: its film is not ready." in file
    assert list(films_in(file)) == [whole.pk]


def test_a_file_never_gets_larger_than_it_may_and_names_what_is_left_out(team):
    small = ended_incident(team)
    make_film(small)
    frame = len(films_file(team, making.NOW).encode())
    noise = [{"t": 0, "text": base64.b85encode(bytes((7 * n * n + n) % 256 for n in range(30_000))).decode()}]
    large = ended_incident(team, "The long one")
    make_film(large, body=packed(sample_film(large.pk, captions=noise)))
    file = films_file(team, making.NOW, most_bytes=frame + 10_000)
    assert list(films_in(file)) == [small.pk]
    assert "The long one: this file would have been too large." in file
    assert len(file.encode()) <= frame + 10_000


def test_the_file_speaks_the_language_of_the_day(team):
    team.gameday.language = "fr"
    make_film(ended_incident(team))
    assert '<html lang="fr">' in films_file(team, making.NOW)


def test_a_team_downloads_its_own_file_and_no_other(team):
    make_film(ended_incident(team))
    url = reverse("scoring:films-file", args=[team.gameday.slug, team.pk])
    own = browser_of(making.make_player(team)).get(url)
    assert own.status_code == 200
    assert own["Content-Disposition"].startswith("attachment;")
    other = making.make_player(making.make_team(team.gameday))
    assert browser_of(other).get(url).status_code == 403
