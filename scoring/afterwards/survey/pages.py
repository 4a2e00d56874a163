"""The addresses of the survey."""

from django.urls import path

from scoring.afterwards.survey import views

urlpatterns = [
    path("recap/<slug:slug>/survey/", views.survey, name="survey"),
    path("recap/<slug:slug>/survey/hand-in/", views.hand_in, name="survey-hand-in"),
    path("recap/<slug:slug>/survey/questions/", views.write_questions, name="survey-questions"),
    path("recap/<slug:slug>/survey/close/", views.close, name="survey-close"),
]
