"""The addresses of the recap."""

from django.urls import path

from scoring.afterwards.recap import views

urlpatterns = [
    path("recap/<slug:slug>/", views.day, name="recap"),
    path("recap/<slug:slug>/open/", views.open_to_players, name="recap-open"),
    path("recap/<slug:slug>/close/", views.close_to_players, name="recap-close"),
    path("recap/<slug:slug>/teams/<int:pk>/", views.team, name="recap-team"),
    path("recap/<slug:slug>/teams/<int:pk>/chat/", views.choose, name="recap-chat"),
    path("recap/<slug:slug>/teams/<int:pk>/chat/<int:line>/show/", views.show_line, name="recap-show-line"),
    path("recap/<slug:slug>/teams/<int:pk>/chat/<int:line>/hide/", views.hide_line, name="recap-hide-line"),
]
