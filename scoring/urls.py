"""The referee's pages: team page, board, control room, rules, recap."""

from django.urls import URLPattern

app_name = "scoring"
urlpatterns: list[URLPattern] = []
