"""The map of every page."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.i18n import JavaScriptCatalog

from gameday.catalogue import views as catalogue
from gameday.machines import views as machines
from gameday.operations import health, metrics
from gameday.people import views as people
from gameday.runbook import views as runbook
from gameday.terminals import views as terminals

# What scripts say. Every page asks for it by its language, and has to wait for it: a browser keeps it for a while.
WORDS = gzip_page(cache_control(private=True, max_age=600)(JavaScriptCatalog.as_view(domain="djangojs")))

director_urls: list[URLPattern | URLResolver] = [
    path("", people.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("hosts/join/<str:token>/", machines.join_host, name="join-host"),
    path("join/<slug:code>/", people.join, name="join"),
    path("join/<slug:code>/qr.svg", people.join_qr, name="join-qr"),
    path("seat/<str:token>/", people.seat, name="seat"),
    path("play/qr.svg", people.seat_qr, name="seat-qr"),
    path("play/leave/", people.leave, name="leave"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("catalogue/<slug:slug>/", catalogue.scenario, name="scenario"),
    path("catalogue/<slug:slug>/<int:version>/", catalogue.scenario, name="scenario-version"),
    path("prepare/", include("gameday.preparing.pages")),
    path("play/terminal/<slug:role>/", terminals.terminal, name="terminal"),
    path("play/terminal/<slug:role>/ticket/", terminals.ticket, name="terminal-ticket"),
    path("play/recordings/", terminals.recordings_of_player, name="recordings"),
    path("play/recordings/<int:pk>/blank/", terminals.blank_recording, name="blank-recording"),
    path("play/workshop/", include("gameday.workshop.pages")),
    path("play/runbook/", runbook.page, name="runbook"),
    path("play/runbook/part/", runbook.part, name="runbook-part"),
    path("control/<slug:slug>/terminals/", terminals.overview, name="terminal-overview"),
    path("control/<slug:slug>/terminals/<slug:shell>/", terminals.look, name="terminal-look"),
    path("control/<slug:slug>/terminals/<slug:shell>/ticket/", terminals.look_ticket, name="terminal-look-ticket"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    path("words.js", WORDS, name="javascript-catalog"),
    path("", include((director_urls, "gameday"))),
    path("", include("scoring.urls")),
]
