"""The director's sockets. One process serves all of an installation's terminals: see gameday.keeper."""

from django.urls import path

from gameday import consumers

websocket_urlpatterns = [path("ws/terminal/<str:ticket>/", consumers.TerminalConsumer.as_asgi())]
