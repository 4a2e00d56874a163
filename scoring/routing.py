"""The map of every socket."""

from django.urls import path

from scoring import consumers

websocket_urlpatterns = [
    path("ws/board/<slug:slug>/", consumers.BoardConsumer.as_asgi()),
    path("ws/team/", consumers.TeamConsumer.as_asgi()),
    path("ws/control/<slug:slug>/", consumers.ControlConsumer.as_asgi()),
]
