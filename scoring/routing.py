"""The map of every socket: those for everybody, and those that ask who one is."""

from django.urls import path

from scoring.board.consumer import BoardConsumer
from scoring.pages.control.consumer import ControlConsumer
from scoring.pages.team.consumer import TeamConsumer

public_urlpatterns = [path("ws/board/<slug:slug>/", BoardConsumer.as_asgi())]
websocket_urlpatterns = [
    path("ws/team/", TeamConsumer.as_asgi()),
    path("ws/control/<slug:slug>/", ControlConsumer.as_asgi()),
]
