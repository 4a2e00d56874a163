"""The map of every page."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

urlpatterns = [
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    path("words.js", JavaScriptCatalog.as_view(domain="djangojs"), name="javascript-catalog"),
    path("", include("gameday.pages")),
    path("", include("scoring.urls")),
    path("", include("django_prometheus.urls")),
]
