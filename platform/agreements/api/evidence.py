"""The files that were added as evidence, in the API: of duties, of conditions, of ethics approvals."""

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.views import APIView

from agreements.downloads import attachment_of
from agreements.models import Fulfilment
from agreements.policy import visible
from organizations.requests import ApiRequest

FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class FulfilmentEvidenceView(APIView):
    """What a party added to show that a condition of an approval is met."""

    @extend_schema(responses=FILE)
    def get(self, request: ApiRequest, uid: str) -> StreamingHttpResponse:
        """The file, for the parties and the reviewers."""
        rows: QuerySet[Fulfilment] = Fulfilment.objects.exclude(evidence=None).select_related("evidence")
        said = get_object_or_404(visible(request.actor, rows, "discover"), uid=uid)
        return attachment_of(said.evidence, name=said.evidence_name)
