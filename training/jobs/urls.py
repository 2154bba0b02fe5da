"""Addresses of jobs."""

from django.urls import path

from jobs import views

app_name = "jobs"

urlpatterns = [
    path("jobs/", views.job_list, name="list"),
    path("jobs/<uuid:uid>/", views.job_page, name="job"),
    path("jobs/<uuid:uid>/live/", views.job_live, name="live"),
    path("jobs/cancel/", views.job_cancel_many, name="cancel_many"),
    path("jobs/<uuid:uid>/cancel/", views.job_cancel, name="cancel"),
    path("jobs/<uuid:uid>/pause/", views.job_pause, name="pause"),
    path("jobs/<uuid:uid>/resume/", views.job_resume, name="resume"),
    path("jobs/<uuid:uid>/retry/", views.job_retry, name="retry"),
    path("jobs/<uuid:uid>/priority/", views.job_priority, name="priority"),
    path("projects/<slug:slug>/jobs/new/", views.job_new, name="new"),
]
