"""The map of every socket."""

from django.urls import URLPattern

websocket_urlpatterns: list[URLPattern] = []
