"""The map of every socket: those for everybody, and those that ask who one is."""

from django.urls import path

from scoring import consumers

public_urlpatterns = [path("ws/board/<slug:slug>/", consumers.BoardConsumer.as_asgi())]
websocket_urlpatterns = [
    path("ws/team/", consumers.TeamConsumer.as_asgi()),
    path("ws/control/<slug:slug>/", consumers.ControlConsumer.as_asgi()),
]
