"""Addresses of agreements and of the audit."""

from django.urls import path

from agreements.deeds import DEEDS
from agreements.views import agreements, audit, signing

app_name = "agreements"
urlpatterns = [
    path("agreements/", agreements.agreements, name="list"),
    path("agreements/<slug:slug>/", agreements.agreement, name="agreement"),
    path("agreements/<slug:slug>/sign/", signing.sign, name="sign"),
    *(path(f"agreements/<slug:slug>/{deed}/", agreements.act, {"deed": deed}, name=deed) for deed in DEEDS),
    path("audit/", audit.audit, name="audit"),
]
