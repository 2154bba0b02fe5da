"""Addresses of agreements and of the audit."""

from django.urls import path

from agreements.pages.deeds import DEEDS
from agreements.views import (
    access,
    agreements,
    amending,
    audit,
    compliance,
    composing,
    consequences,
    duties,
    exporting,
    freezing,
    incident,
    keys,
    signing,
    supposing,
    talks,
)

app_name = "agreements"
urlpatterns = [
    path("agreements/", agreements.agreements, name="list"),
    path("agreements/new/", composing.choose, name="new"),
    path("agreements/new/terms/", composing.compose_new, name="compose_new"),
    path("agreements/<slug:slug>/", agreements.agreement, name="agreement"),
    path("agreements/<slug:slug>/compose/", composing.compose, name="compose"),
    path("agreements/<slug:slug>/versions/<int:number>/would-allow/", supposing.would_allow, name="would_allow"),
    path("agreements/<slug:slug>/sign/", signing.sign, name="sign"),
    path("agreements/<slug:slug>/to-sign.json", signing.to_sign, name="to_sign"),
    path("agreements/<slug:slug>/document/", exporting.document, name="document"),
    path("agreements/<slug:slug>/export.json", exporting.as_json, name="export_json"),
    path("agreements/<slug:slug>/export.pdf", exporting.as_pdf, name="export_pdf"),
    path("agreements/<slug:slug>/amend/", amending.amend, name="amend"),
    path("organizations/<slug:slug>/keys/", keys.keys, name="keys"),
    path("organizations/<slug:slug>/keys/register/", keys.register, name="register_key"),
    path("organizations/<slug:slug>/keys/retire/", keys.retire, name="retire_key"),
    *(
        path(
            f"agreements/<slug:slug>/{name}/",
            consequences.confirm if deed.stops else agreements.act,
            {"deed": name},
            name=name,
        )
        for name, deed in DEEDS.items()
    ),
    path("duties/", duties.duties, name="duties"),
    path("duties/<uuid:uid>/", duties.duty, name="duty"),
    path("duties/<uuid:uid>/certificate.json", duties.certificate, name="duty-certificate"),
    path("duties/<uuid:uid>/evidence/", duties.evidence, name="duty-evidence"),
    path("agreements/<slug:slug>/compliance/", compliance.begin, name="compliance-begin"),
    path("compliance/<uuid:uid>/", compliance.compliance, name="compliance"),
    path("compliance/<uuid:uid>/findings/", compliance.find_fault, name="finding-add"),
    path("findings/<uuid:uid>/mend/", compliance.mend, name="finding-mend"),
    path("findings/<uuid:uid>/close/", compliance.close, name="finding-close"),
    path("datasets/<slug:slug>/freeze/", freezing.freeze, {"kind": "dataset"}, name="freeze-dataset"),
    path("models/<slug:slug>/freeze/", freezing.freeze, {"kind": "model"}, name="freeze-model"),
    path("agreements/<slug:slug>/versions/<int:number>/", talks.version, name="version"),
    path("agreements/<slug:slug>/versions/<int:number>/comments/", talks.comment, name="comment"),
    path("comments/<uuid:uid>/answer/", talks.answer, name="answer"),
    path("comments/<uuid:uid>/resolve/", talks.resolve, name="resolve"),
    path("access-requests/", access.requests, name="access_requests"),
    path("access-requests/new/", access.ask, name="ask_for_access"),
    path("access-requests/<uuid:uid>/", access.request_page, name="access_request"),
    path("access-requests/<uuid:uid>/start/", access.start, name="start_for_request"),
    path("access-requests/<uuid:uid>/refuse/", access.refuse, name="refuse_request"),
    path("access-requests/<uuid:uid>/withdraw/", access.withdraw, name="withdraw_request"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.export, name="audit-export"),
    path("datasets/<slug:slug>/incident/", incident.incident, {"kind": "dataset"}, name="incident-dataset"),
    path("models/<slug:slug>/incident/", incident.incident, {"kind": "model"}, name="incident-model"),
    path("datasets/<slug:slug>/incident.csv", incident.incident_file, {"kind": "dataset"}, name="incident-dataset-csv"),
    path("models/<slug:slug>/incident.csv", incident.incident_file, {"kind": "model"}, name="incident-model-csv"),
]
