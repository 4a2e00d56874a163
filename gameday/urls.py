"""The map of every page."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("gameday.pages")),
    path("", include("scoring.urls")),
    path("", include("django_prometheus.urls")),
]
