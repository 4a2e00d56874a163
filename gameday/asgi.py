"""The ASGI entry point: HTTP by Django, sockets by Channels."""

import os

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")
django.setup(set_prefix=False)

from gameday import routing as director  # noqa: E402
from gameday.language import socket_language  # noqa: E402
from gameday.live import socket_trouble  # noqa: E402
from gameday.machines import routes  # noqa: E402
from gameday.network import wrong_address  # noqa: E402
from gameday.terminals import session_registry  # noqa: E402
from gameday.web import path_prefix, relay, web_places  # noqa: E402  (apps must be loaded first)
from scoring import routing as referee  # noqa: E402

# The board asks nobody who they are: its thousand sockets open without a look at sessions.
with_session = relay.relaying_sockets(
    URLRouter([*director.websocket_urlpatterns, *referee.websocket_urlpatterns]), routes.find_process
)
known = AuthMiddlewareStack(socket_language.with_language(with_session))
sockets = URLRouter([*referee.public_urlpatterns, re_path("", known)])
application = routes.behind_front_door(
    path_prefix.WithPathPrefix(
        ProtocolTypeRouter(
            {
                "http": relay.relaying_pages(web_places.PlacedHandler(), routes.find_process),
                "websocket": wrong_address.OwnOrigin(socket_trouble.closing_without_database(sockets)),
                "lifespan": session_registry.lifespan,
            }
        )
    )
)
