"""The addresses of awards and ceremony."""

from django.urls import path

from scoring.afterwards.awards import ceremony_views, views

urlpatterns = [
    path("recap/<slug:slug>/awards/", views.awards_page, name="awards"),
    path("recap/<slug:slug>/awards/choose/", views.choose_again, name="choose-awards"),
    path("recap/<slug:slug>/awards/teams/<int:pk>/", views.give, name="give-award"),
    path("recap/<slug:slug>/awards/<int:pk>/", views.exchange, name="exchange-award"),
    path("recap/<slug:slug>/awards/<int:pk>/remove/", views.remove, name="remove-award"),
    path("recap/<slug:slug>/awards/<int:pk>/put-back/", views.put_back, name="put-award-back"),
    path("recap/<slug:slug>/awards/<int:pk>/<slug:direction>/", views.move, name="move-award"),
    path("recap/<slug:slug>/ceremony/", ceremony_views.screen, name="ceremony"),
    path("recap/<slug:slug>/ceremony/scene/", ceremony_views.scene, name="ceremony-scene"),
    path("recap/<slug:slug>/ceremony/remote/", ceremony_views.remote, name="ceremony-remote"),
    path("recap/<slug:slug>/ceremony/remote/part/", ceremony_views.remote_part, name="ceremony-remote-part"),
    path("recap/<slug:slug>/ceremony/begin/", ceremony_views.begin, name="begin-ceremony"),
    path("recap/<slug:slug>/ceremony/end/", ceremony_views.end, name="end-ceremony"),
    path("recap/<slug:slug>/ceremony/black/", ceremony_views.black, name="black-ceremony"),
    path("recap/<slug:slug>/ceremony/step/<int:seen>/<int:wanted>/", ceremony_views.step, name="step-ceremony"),
]
