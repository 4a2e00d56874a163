"""The director's pages: the front door, joining, health."""

from django.urls import path

from gameday import views

app_name = "gameday"
urlpatterns = [
    path("", views.home, name="home"),
    path("join/<slug:code>/", views.join, name="join"),
    path("join/<slug:code>/qr.svg", views.join_qr, name="join-qr"),
    path("seat/<str:token>/", views.seat, name="seat"),
    path("play/qr.svg", views.seat_qr, name="seat-qr"),
    path("play/leave/", views.leave, name="leave"),
]
