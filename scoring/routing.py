"""The addresses of scoring's websockets: public ones, and those that need a session."""

from django.urls import path

from scoring.board import consumer

public_urlpatterns = [path("ws/board/<slug:slug>/", consumer.BoardConsumer.as_asgi())]
websocket_urlpatterns = [
    path("ws/team/", consumer.TeamConsumer.as_asgi()),
    path("ws/control/<slug:slug>/", consumer.ControlConsumer.as_asgi()),
]
