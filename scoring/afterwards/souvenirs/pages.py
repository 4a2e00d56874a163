"""The addresses of the souvenirs."""

from django.urls import path

from scoring.afterwards.souvenirs import views

_HERE = "recap/<slug:slug>/souvenirs/"

urlpatterns = [
    path(_HERE, views.souvenirs, name="souvenirs"),
    path(f"{_HERE}learned/", views.keep, name="souvenirs-keep"),
    path(f"{_HERE}certificates/<int:pk>/<slug:shape>.svg", views.certificate, name="certificate"),
    path(f"{_HERE}certificates/<int:pk>.pdf", views.certificate_pdf, name="certificate-pdf"),
    path(f"{_HERE}posters/<int:pk>/<slug:shape>.svg", views.poster, name="poster"),
    path(f"{_HERE}posters/<int:pk>.pdf", views.poster_pdf, name="poster-pdf"),
    path(f"{_HERE}print/<slug:what>/", views.print_sheet, name="print-sheet"),
    path(f"{_HERE}print/<slug:what>.pdf", views.print_pdf, name="print-pdf"),
]
