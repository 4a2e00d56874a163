"""The addresses of preparing."""

from django.urls import path

from gameday.preparing import schedule_views, views

urlpatterns = [
    path("", views.wizard, name="prepare"),
    path("<slug:slug>/", schedule_views.schedule, name="prepare-schedule"),
]
