"""The addresses of scoring's websockets: public ones, and those that need a session."""

from django.urls import path

from scoring.afterwards.awards.consumer import CeremonyConsumer
from scoring.board.consumer import BoardConsumer
from scoring.pages.control.consumer import ControlConsumer
from scoring.pages.team.consumer import TeamConsumer

public_urlpatterns = [
    path("ws/board/<slug:slug>/", BoardConsumer.as_asgi()),
    path("ws/ceremony/<slug:slug>/", CeremonyConsumer.as_asgi()),
]
websocket_urlpatterns = [
    path("ws/team/", TeamConsumer.as_asgi()),
    path("ws/control/<slug:slug>/", ControlConsumer.as_asgi()),
]
