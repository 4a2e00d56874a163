"""The director's sockets. One process serves all of an installation's terminals: see gameday.terminals.session_registry."""

from django.urls import path

from gameday.terminals import consumer

websocket_urlpatterns = [path("ws/terminal/<str:ticket>/", consumer.TerminalConsumer.as_asgi())]
