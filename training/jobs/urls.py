"""Addresses of jobs."""

from django.urls import path

from jobs import views

app_name = "jobs"

urlpatterns = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/<uuid:uid>/", views.job_page, name="job"),
    path("jobs/<uuid:uid>/live/", views.job_live, name="live"),
    path("jobs/<uuid:uid>/cancel/", views.job_cancel, name="cancel"),
    path("projects/<slug:slug>/jobs/new/", views.job_new, name="new"),
]
