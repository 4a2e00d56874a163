"""The URLs of the workshop, below /play/workshop/."""

from django.urls import path

from gameday.workshop import file_views, views

urlpatterns = [
    path("", views.entrance, name="workshop-entrance"),
    path("<str:repository>/", views.page, name="workshop"),
    path("<str:repository>/pulse/", views.pulse, name="workshop-pulse"),
    path("<str:repository>/do/<slug:verb>/", views.do, name="workshop-do"),
    path("<str:repository>/sheet/<slug:name>/", views.sheet, name="workshop-sheet"),
    path("<str:repository>/file/", file_views.read, name="workshop-file"),
    path("<str:repository>/file/raw/", file_views.raw, name="workshop-raw"),
    path("<str:repository>/file/save/", file_views.save, name="workshop-save"),
    path("<str:repository>/file/merge/", file_views.merge, name="workshop-merge"),
    path("<str:repository>/here/", file_views.here, name="workshop-here"),
]
