"""The director's pages: the front door, joining, health."""

from django.urls import include, path

from gameday import health, library_views, terminal_views, views

app_name = "gameday"
urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("join/<slug:code>/", views.join, name="join"),
    path("join/<slug:code>/qr.svg", views.join_qr, name="join-qr"),
    path("seat/<str:token>/", views.seat, name="seat"),
    path("play/qr.svg", views.seat_qr, name="seat-qr"),
    path("play/leave/", views.leave, name="leave"),
    path("catalogue/", library_views.catalogue, name="catalogue"),
    path("catalogue/<slug:slug>/", library_views.scenario, name="scenario"),
    path("catalogue/<slug:slug>/<int:version>/", library_views.scenario, name="scenario-version"),
    path("play/terminal/<slug:role>/", terminal_views.terminal, name="terminal"),
    path("play/terminal/<slug:role>/ticket/", terminal_views.ticket, name="terminal-ticket"),
    path("play/workshop/", include("gameday.workshop.pages")),
    path("control/<slug:slug>/terminals/", terminal_views.overview, name="terminal-overview"),
    path("control/<slug:slug>/terminals/<slug:shell>/", terminal_views.look, name="terminal-look"),
    path("control/<slug:slug>/terminals/<slug:shell>/ticket/", terminal_views.look_ticket, name="terminal-look-ticket"),
]
