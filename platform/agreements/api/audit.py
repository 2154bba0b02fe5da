"""The audit in the API: the same events, filters and pages as on the site."""

from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from agreements.auditing.exporting import FORMATS, export, row_of
from agreements.auditing.filters import AuditFilter, Scope
from agreements.auditing.paging import page_of
from agreements.auditing.reading import told_all
from organizations.requests import ApiRequest

ON_A_PAGE = 100
TYPES = {"refused": OpenApiTypes.BOOL, "since": OpenApiTypes.DATE, "until": OpenApiTypes.DATE}


class EventSerializer(serializers.Serializer[Any]):
    """One event, as the reader may read it."""

    uid = serializers.UUIDField()
    at = serializers.DateTimeField()
    person = serializers.CharField()
    organization = serializers.CharField()
    verb = serializers.CharField()
    deed = serializers.CharField(help_text="The verb in words.")
    object_type = serializers.CharField()
    object = serializers.CharField()
    refused = serializers.BooleanField()
    why = serializers.ListField(child=serializers.CharField())
    digest = serializers.CharField()


class EventsSerializer(serializers.Serializer[Any]):
    """Events, newest first; `older` and `newer` are the queries of the pages beside this one."""

    older = serializers.CharField(allow_null=True)
    newer = serializers.CharField(allow_null=True)
    results = EventSerializer(many=True)


FILTERS = [
    *(OpenApiParameter(name, TYPES.get(name, OpenApiTypes.STR)) for name in ("q", "person", "verb", "kind")),
    *(OpenApiParameter(name, kind) for name, kind in TYPES.items()),
    OpenApiParameter("about", OpenApiTypes.UUID),
    OpenApiParameter("scope", enum=Scope.values),
]
PAGES = [OpenApiParameter(name, OpenApiTypes.UUID) for name in ("before", "after")]


class AuditView(APIView):
    """The events that concern the reader."""

    request: ApiRequest

    @extend_schema(parameters=[*FILTERS, *PAGES], responses=EventsSerializer)
    def get(self, request: ApiRequest) -> Response:
        """A page of events; all filters can be joined."""
        form = _asked(request)
        page = page_of(form, ON_A_PAGE)
        return Response(
            {
                "older": page.older and form.query(before=page.older),
                "newer": page.newer and form.query(after=page.newer),
                "results": [row_of(one) for one in told_all(page.events, request.actor)],
            }
        )


class AuditFileView(APIView):
    """The same events as a file; `file_format` comes with the address."""

    @extend_schema(parameters=FILTERS, responses={(200, "text/plain"): OpenApiTypes.BINARY})
    def get(self, request: ApiRequest, file_format: str) -> StreamingHttpResponse:
        """All that the filters leave, written while it is read: CSV, safe in a spreadsheet, or JSON Lines."""
        content_type, _write = FORMATS[file_format]
        headers = {"Content-Disposition": f'attachment; filename="audit.{file_format}"'}
        return StreamingHttpResponse(export(_asked(request), file_format), content_type=content_type, headers=headers)


def _asked(request: ApiRequest) -> AuditFilter:
    form = AuditFilter(request.query_params, reader=request.actor)
    if not form.is_valid():
        raise ValidationError({name: [str(fault) for fault in faults] for name, faults in form.errors.items()})
    return form
