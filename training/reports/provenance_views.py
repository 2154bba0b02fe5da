"""A model's provenance, on the site and in the API, for who may know of the model."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.models import Asset, AssetVersion
from agreements.policy import visible
from organizations.actor import Actor
from organizations.requests import ActingRequest, ApiRequest
from reports.provenance import MEDIA_TYPE, Document, provenance_of


@login_required
@require_safe
def provenance(request: ActingRequest, slug: str, number: int) -> HttpResponse:
    """The document as a file to take along."""
    told = _told(request, slug, number, by=request.actor)
    return JsonResponse(told, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False, "indent": 1})


class ProvenanceView(APIView):
    """Where a version of a model comes from."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: ApiRequest, slug: str, number: int) -> Response:
        """W3C PROV-JSON: versions, jobs, agreements, organizations and people, as far as one may know of them."""
        return Response(_told(request._request, slug, number, by=request.actor))


def _told(request: HttpRequest, slug: str, number: int, *, by: Actor) -> Document:
    models = AssetVersion.objects.filter(asset__kind=Asset.Kind.MODEL).select_related("asset__owner")
    version = get_object_or_404(visible(by, models, "discover"), asset__slug=slug, number=number)
    return provenance_of(version, by=by, site=request.build_absolute_uri("/").rstrip("/"))
