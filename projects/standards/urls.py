"""Addresses of standards and of checks by them."""

from django.urls import path

from standards.views import checks, standards

app_name = "standards"
STANDARD = "projects/<slug:slug>/standards/<uuid:uid>/"
urlpatterns = [
    path("projects/<slug:slug>/standards/", standards.standard_list, name="list"),
    path("projects/<slug:slug>/standards/new/", standards.new, name="new"),
    path("projects/<slug:slug>/standards/checks/<uuid:uid>/", checks.check, name="check"),
    path(STANDARD, standards.standard, name="standard"),
    path(f"{STANDARD}draft/", standards.draft, name="draft"),
    path(f"{STANDARD}drop/", standards.drop, name="drop"),
    path(f"{STANDARD}agree/", standards.agree, name="agree"),
    path(f"{STANDARD}deprecate/", standards.deprecate, name="deprecate"),
    path(f"{STANDARD}check/", checks.run, name="run"),
]
