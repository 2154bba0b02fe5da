"""Addresses of models and their files."""

from django.urls import path

from registry import arrival_views, views

app_name = "registry"
urlpatterns = [
    path("models/", views.model_list, name="list"),
    path("models/new/", arrival_views.model_new, name="new"),
    path("models/arrivals/<uuid:uid>/", arrival_views.arrival_page, name="arrival"),
    path("models/<slug:slug>/", views.model_page, name="model"),
    path("models/<slug:slug>/<int:number>/files/<path:name>", views.model_file, name="file"),
]
