"""The addresses of debriefs: that of all teams, and below it that of each team. The same names lead to both."""

from django.urls import URLPattern, path

from scoring.afterwards.debrief import views

HOME = "recap/<slug:slug>/debrief/"


def _of_one_debrief(begin: str) -> list[URLPattern]:
    return [
        path(begin, views.page, name="debrief"),
        path(f"{begin}part/", views.part, name="debrief-part"),
        path(f"{begin}lead/", views.lead, name="debrief-lead"),
        path(f"{begin}exchange/", views.exchange, name="debrief-exchange"),
        path(f"{begin}notes/", views.add_note, name="debrief-add-note"),
        path(f"{begin}items/", views.add_item, name="debrief-add-item"),
        path(f"{begin}export/<slug:kind>/", views.download, name="debrief-export"),
    ]


urlpatterns = [
    *_of_one_debrief(HOME),
    *_of_one_debrief(f"{HOME}<int:pk>/"),
    path(f"{HOME}notes/<int:pk>/<slug:verb>/", views.note, name="debrief-note"),
    path(f"{HOME}items/<int:pk>/<slug:verb>/", views.item, name="debrief-item"),
]
