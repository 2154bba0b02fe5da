"""Addresses of datasets."""

from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("datasets/", views.dataset_list, name="list"),
    path("datasets/new/", views.dataset_new, name="new"),
    path("datasets/<slug:slug>/", views.dataset_page, name="dataset"),
    path("datasets/<slug:slug>/versions/new/", views.dataset_version_new, name="version_new"),
    path("datasets/<slug:slug>/<int:number>/files/<slug:role>/", views.dataset_file, name="file"),
]
