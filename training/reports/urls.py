"""Addresses of reports, below those of their jobs."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("jobs/compare/", views.compare, name="compare"),
    path("jobs/<uuid:uid>/report/", views.report, name="report"),
    path("jobs/<uuid:uid>/report/spec.json", views.spec, name="spec"),
]
