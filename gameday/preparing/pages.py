"""The addresses of preparing."""

from django.urls import path

from gameday.preparing import plan_views, schedule_views, sheet_views, views

urlpatterns = [
    path("", views.wizard, name="prepare"),
    path("import/", plan_views.bring_in, name="prepare-import"),
    path("day/<slug:slug>/", schedule_views.schedule, name="prepare-schedule"),
    path("day/<slug:slug>/plan.json", plan_views.export, name="prepare-export"),
    path("day/<slug:slug>/clone/", plan_views.clone, name="prepare-clone"),
    path("day/<slug:slug>/print/", sheet_views.sheets, name="prepare-sheets"),
    path("day/<slug:slug>/print/<slug:kind>/", sheet_views.sheet, name="prepare-sheet"),
]
