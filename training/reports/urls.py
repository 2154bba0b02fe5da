"""Addresses of reports, below those of their jobs."""

from django.urls import path

from reports import provenance_views, talk_views, views
from reports.exports import FORMS

app_name = "reports"
urlpatterns = [
    path("models/<slug:slug>/<int:number>/prov.json", provenance_views.provenance, name="provenance"),
    path("jobs/compare/", views.compare, name="compare"),
    path("jobs/<uuid:uid>/report/", views.report, name="report"),
    path("jobs/<uuid:uid>/report/spec.json", views.spec, name="spec"),
    path("jobs/<uuid:uid>/report/comments/", talk_views.comment, name="comment"),
    path("jobs/<uuid:uid>/report/review/", talk_views.review, name="review"),
    *(
        path(f"jobs/<uuid:uid>/report/report.{form}", views.export, {"form": form}, name=f"report-{form}")
        for form in FORMS
    ),
]
