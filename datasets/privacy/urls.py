"""Addresses of what is found in datasets."""

from django.urls import path

from privacy import views

app_name = "privacy"
urlpatterns = [
    path("datasets/<slug:slug>/<int:number>/privacy/", views.version_page, name="version"),
    path("datasets/<slug:slug>/<int:number>/privacy/scan/", views.scan_again, name="scan"),
    path("datasets/<slug:slug>/<int:number>/privacy/findings/<uuid:uid>/", views.answer, name="answer"),
]
