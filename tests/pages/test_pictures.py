"""The pages that say that something is not here: each with its drawing, and a way on."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

PAGES = ["403.html", "403_csrf.html", "404.html", "500.html", "beside_engine.html", "join/unknown.html"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_trouble_shows_a_picture_and_a_way_on(name):
    page = render_to_string(name, request=RequestFactory().get("/"))
    assert 'class="picture"' in page
    assert "button" in page.split("<main")[1]


def test_the_picture_draws_our_unicorn_in_the_colours_of_the_page():
    page = render_to_string("pictures/scene.html", {"thing": "pictures/gate.html"})
    assert "var(--picture-body)" in page
    assert " style=" not in page  # the content security policy drops it
