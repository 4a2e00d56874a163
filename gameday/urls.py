"""The map of every page."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

# What scripts say. Every page asks for it by its language, and has to wait for it: a browser keeps it for a while.
WORDS = cache_control(private=True, max_age=600)(JavaScriptCatalog.as_view(domain="djangojs"))

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    path("words.js", WORDS, name="javascript-catalog"),
    path("", include("gameday.pages")),
    path("", include("scoring.urls")),
    path("", include("django_prometheus.urls")),
]
