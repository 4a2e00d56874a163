"""The addresses of films, below /recap/<slug>/."""

from django.urls import path

from scoring.afterwards.film import json_view, pages_view

urlpatterns = [
    path("recap/<slug:slug>/films/<int:pk>/", pages_view.film_page, name="film"),
    path("recap/<slug:slug>/films/<int:pk>/film.json", json_view.film_json, name="film-json"),
    path("recap/<slug:slug>/films/<int:pk>/screen/", pages_view.film_screen, name="film-screen"),
    path("recap/<slug:slug>/teams/<int:pk>/films.html", pages_view.team_films_file, name="films-file"),
]
