"""A dataset's version as Croissant, on the site and in the API, for who may know of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.access import access_to, version_at
from catalog.croissant import MEDIA_TYPE, croissant_of
from catalog.views import OPERATIONS
from organizations.actor import Actor
from organizations.requests import ActingRequest, ApiRequest


@login_required
@require_safe
def dataset_croissant(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """The description as a file to take along."""
    told = _described(request, slug, number, by=request.actor)
    return JsonResponse(told, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False, "indent": 1})


class CroissantView(APIView):
    """A version of a dataset in Croissant 1.1."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """Its description as JSON-LD, with the terms by which one may use it."""
        return Response(_described(request._request, slug, number, by=request.actor))


def _described(request: HttpRequest, slug: str, number: int, *, by: Actor) -> dict[str, Any]:
    version = version_at(slug, number, by=by)
    access = access_to(version.version, OPERATIONS, by=by, project=request.GET.get("project", ""))
    return croissant_of(version, access.agreements, site=request.build_absolute_uri("/").rstrip("/"))
