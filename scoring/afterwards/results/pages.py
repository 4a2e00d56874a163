"""The addresses of results for programs."""

from django.urls import path

from scoring.afterwards.results import views
from scoring.afterwards.results.shapes import ANSWERS

urlpatterns = [
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    *(
        path(f"api/v1/gamedays/<slug:slug>/{name}/", views.read, {"what": name}, name=f"results-{name}")
        for name in ANSWERS
    ),
]
