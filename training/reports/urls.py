"""Addresses of reports, below those of their jobs."""

from django.urls import path

from reports import provenance_views, views

app_name = "reports"
urlpatterns = [
    path("models/<slug:slug>/<int:number>/prov.json", provenance_views.provenance, name="provenance"),
    path("jobs/compare/", views.compare, name="compare"),
    path("jobs/<uuid:uid>/report/", views.report, name="report"),
    path("jobs/<uuid:uid>/report/spec.json", views.spec, name="spec"),
]
