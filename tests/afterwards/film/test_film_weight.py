"""The first view of a film: at most 150 kB, as the server sends it to a browser that takes gzip."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from servestatic.middleware import ServeStaticMiddleware

from scoring.afterwards.film.composing import MOST_BYTES as MOST_BYTES_OF_A_FILM
from tests import making
from tests.afterwards.film.film_day import browser_of, ended_incident, make_film, team_of_a_day_that_is_over

pytestmark = pytest.mark.django_db
MOST_BYTES = 150_000
LOADED = re.compile(r'(?:src|href)="\s*([^"\s]+\.(?:js|css|svg|woff2)(?:\?[^"]*)?)\s*"')
IN_FRENCH = {"Accept-Language": "fr", "Accept-Encoding": "gzip"}  # with the most words


async def elsewhere(request: HttpRequest) -> HttpResponse:
    raise AssertionError(request.path)


def test_the_first_view_of_the_largest_film_is_light():
    incident = ended_incident(team_of_a_day_that_is_over())
    make_film(incident)
    browser = browser_of(making.make_player(incident.team))
    page = browser.get(reverse("scoring:film", args=[incident.gameday.slug, incident.pk]), headers=IN_FRENCH)
    weights = {"page": len(page.content), "film": MOST_BYTES_OF_A_FILM}
    served = ServeStaticMiddleware(elsewhere).files
    mono = static(
        "built/jetbrains-mono-latin-400-normal.woff2"
    )  # asked for by the sheet, for what terminals have shown
    for address in {mono, *LOADED.findall(page.content.decode())}:
        if address in served:
            answer = served[address].get_response("GET", {"HTTP_ACCEPT_ENCODING": "gzip"})
            weights[address] = int(dict(answer.headers)["Content-Length"])
        else:
            weights[address] = len(browser.get(address, headers=IN_FRENCH).content)
    assert len(weights) == 12, (
        weights
    )  # page, film, words, the script that loads again, bundle, styles, icon, typefaces
    assert sum(weights.values()) <= MOST_BYTES, weights
