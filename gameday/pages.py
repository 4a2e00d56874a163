"""The director's pages: the front door, joining, health."""

from django.urls import URLPattern

app_name = "gameday"
urlpatterns: list[URLPattern] = []
