"""Every error of the API in one shape: problem details (RFC 9457), with a stable `code`."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as FormValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import set_rollback

from agreements.errors import NotAllowed
from agreements.policy import Explanation

CONTENT_TYPE = "application/problem+json"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None lets an unexpected error be a 500, and be logged."""
    known = _understood(error)
    if known is None:
        return None
    set_rollback()
    response = Response(_details(known, error, context), status=known.status_code, content_type=CONTENT_TYPE)
    if wait := getattr(known, "wait", None):
        response["Retry-After"] = str(int(wait))
    if challenge := getattr(known, "auth_header", None):
        response["WWW-Authenticate"] = challenge
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What an address that leads nowhere answers (`handler404`): the API's are problems too."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    missing = exceptions.NotFound()
    details = _details(missing, missing, {"request": request})
    return JsonResponse(details, status=missing.status_code, content_type=CONTENT_TYPE)


def _understood(error: Exception) -> exceptions.APIException | None:
    """The framework's own error for what a service or a lookup raised."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, FormValidationError):
        return exceptions.ValidationError(as_serializer_error(error))
    if isinstance(error, Http404):
        return exceptions.NotFound()  # without the message: hidden and nonexistent look the same
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    return None


def _details(known: exceptions.APIException, error: Exception, context: dict[str, Any]) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": str(known.default_detail),
        "status": known.status_code,
        "code": known.default_code,
    }
    if isinstance(error, NotAllowed):
        explained = Explanation(error.decision, context["request"].actor, error.operation, error.resource)
        problem |= {"title": _("The terms that hold do not allow this."), "code": "not_allowed", **explained.problem()}
    elif isinstance(known, exceptions.ValidationError):
        problem |= {
            "title": _("What was sent has faults."),
            "status": status.HTTP_400_BAD_REQUEST,
            "errors": list(_faults(known.detail)),
        }
    elif isinstance(known.detail, str) and str(known.detail) != problem["title"]:
        problem["detail"] = str(known.detail)
    return problem


def _faults(detail: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, str]]:
    """One entry per fault: the field's path with dots ("" for the whole), a code, a sentence."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _faults(inner, path if name == "non_field_errors" else (*path, str(name)))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _faults(inner, (*path, str(place)) if isinstance(inner, dict) else path)
    else:
        yield {"field": ".".join(path), "code": getattr(detail, "code", "invalid"), "detail": str(detail)}
