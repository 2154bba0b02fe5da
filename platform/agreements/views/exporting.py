"""An agreement to take along: the signed document on one page, as JSON that can be checked, and as PDF."""

import io

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.pages.agreement import signatures
from agreements.rendering import read
from agreements.services.export import export_json, export_pdf
from agreements.services.versions import current_of, terms_of
from agreements.views.agreements import find
from organizations.requests import ActingRequest

LANGUAGES = {"en": "en", "zh": "zh-hans"}


@login_required
@require_safe
def document(request: ActingRequest, slug: str) -> HttpResponse:
    """Both texts as they are signed, and the signatures, made for reading and for paper."""
    found = find(request, slug)
    version = current_of(found)
    prevailing = terms_of(version)["prevailing_language"]
    stored = {"en": version.text_en, "zh": version.text_zh}
    context = {
        "agreement": found,
        "version": version,
        "prevailing": prevailing,
        "texts": [
            (one, LANGUAGES[one], read(stored[one], one)) for one in sorted(stored, key=lambda one: one != prevailing)
        ],
        "signatures": signatures(found, version),
    }
    return render(request, "agreements/signing/document.html", context)


@login_required
@require_safe
def as_json(request: ActingRequest, slug: str) -> FileResponse:
    """The file that `python -m agreements.verify` checks."""
    found = find(request, slug)
    return _file(export_json(found, by=request.actor), f"{found.slug}.json", "application/json")


@login_required
@require_safe
def as_pdf(request: ActingRequest, slug: str) -> FileResponse:
    """The document on A4."""
    found = find(request, slug)
    return _file(export_pdf(found, by=request.actor), f"{found.slug}.pdf", "application/pdf")


def _file(data: bytes, name: str, content_type: str) -> FileResponse:
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=content_type)
