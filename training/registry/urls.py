"""Addresses of models and their files."""

from django.urls import path

from registry import arrival_views, open_views, views

app_name = "registry"
urlpatterns = [
    path("open/", open_views.open_list, name="open"),
    path("open/datasets/<slug:slug>/", open_views.open_dataset, name="open_dataset"),
    path("open/datasets/<slug:slug>/croissant.json", open_views.open_croissant, name="open_croissant"),
    path("open/models/<slug:slug>/", open_views.open_model, name="open_model"),
    path("models/", views.model_list, name="list"),
    path("models/new/", arrival_views.model_new, name="new"),
    path("models/arrivals/<uuid:uid>/", arrival_views.arrival_page, name="arrival"),
    path("models/<slug:slug>/", views.model_page, name="model"),
    path("models/<slug:slug>/<int:number>/files/<path:name>", views.model_file, name="file"),
]
