"""Addresses of shared projects."""

from django.urls import path

from collaborations import views

app_name = "collaborations"
urlpatterns = [
    path("projects/", views.project_list, name="list"),
    path("projects/new/", views.project_new, name="new"),
    path("projects/<slug:slug>/", views.project_page, name="project"),
    path("projects/<slug:slug>/confirm/", views.project_confirm, name="confirm"),
]
