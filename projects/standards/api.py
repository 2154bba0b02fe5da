"""Standards and checks in the API. Drafts are agreed to in a browser's session: no token may."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.policy import require, visible
from catalog.models import DatasetVersion
from collaborations.models import Project
from jobs.models import Job
from organizations.requests import ApiRequest
from registry.models import ModelVersion
from standards.finding import find_draft, find_version
from standards.models import Check, Standard
from standards.serializers import (
    AgreeSerializer,
    CheckDetailSerializer,
    CheckSerializer,
    DeprecateSerializer,
    NewStandardSerializer,
    RunCheckSerializer,
    StandardSerializer,
    WriteDraftSerializer,
    told_of_check,
    told_of_checks,
)
from standards.services import (
    agree_to_standard,
    begin_standard,
    check_dataset,
    check_model,
    check_report,
    deprecate_version,
    drop_draft,
    write_draft,
)

Kind = Standard.Kind


class StandardViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Standard]):
    """Standards of the projects in which the organization acted for takes part."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Standard.objects.none()
    serializer_class = StandardSerializer

    def get_queryset(self) -> Any:
        """As on the pages."""
        rows = Standard.objects.select_related("project__undertaking")
        rows = rows.prefetch_related("versions__test_set__version", "versions__endorsements__organization")
        return visible(self.request.actor, rows, "discover")

    @extend_schema(request=NewStandardSerializer, responses={201: StandardSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Begin one; its draft says what it asks."""
        asked = NewStandardSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        projects = visible(request.actor, Project.objects.select_related("undertaking"), "discover")
        project = get_object_or_404(projects, undertaking__slug=given.pop("project"))
        return self._told(begin_standard(project, **given, by=request.actor), status.HTTP_201_CREATED)

    @extend_schema(methods=["put"], request=WriteDraftSerializer, responses=StandardSerializer)
    @extend_schema(methods=["delete"], responses={204: None})
    @action(detail=True, methods=["put", "delete"])
    def draft(self, request: ApiRequest, uid: UUID) -> Response:
        """Write the next version, or write its draft anew; or take the draft away."""
        standard = self.get_object()
        require(request.actor, "write_standard", standard)
        if request.method == "DELETE":
            drop_draft(find_draft(standard).standard, by=request.actor)
            return Response(status=status.HTTP_204_NO_CONTENT)
        asked = WriteDraftSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        if pinned := given.pop("test_set", None):
            rows = visible(
                request.actor, DatasetVersion.objects.all(), "discover", project=standard.project.undertaking
            )
            given["test_set"] = get_object_or_404(rows, version__uid=pinned)
        write_draft(standard, **given, by=request.actor)
        return self._told(standard)

    @extend_schema(request=AgreeSerializer, responses=StandardSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: ApiRequest, uid: UUID) -> Response:
        """Agree to the draft with this digest; with the last party's word it is published."""
        standard = self.get_object()
        require(request.actor, "agree_standard", standard)
        asked = AgreeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        agree_to_standard(standard, **asked.validated_data, by=request.actor)
        return self._told(standard)

    @extend_schema(request=DeprecateSerializer, responses=StandardSerializer)
    @action(detail=True, methods=["post"])
    def deprecate(self, request: ApiRequest, uid: UUID) -> Response:
        """Say that a version should be used no more, and why."""
        standard = self.get_object()
        require(request.actor, "agree_standard", standard)
        asked = DeprecateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        version = find_version(standard, asked.validated_data["number"])
        deprecate_version(version, reason=asked.validated_data["reason"], by=request.actor)
        return self._told(standard)

    @extend_schema(request=RunCheckSerializer, responses={201: CheckDetailSerializer})
    @action(detail=True, methods=["post"])
    def check(self, request: ApiRequest, uid: UUID) -> Response:
        """Check a version of a dataset or model, or a job's report, by a version of the standard."""
        standard = self.get_object()
        require(request.actor, "check_standard", standard)
        asked = RunCheckSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        version = find_version(standard, asked.validated_data["number"])
        check = _run(version, asked.validated_data["subject"], request)
        return Response(told_of_check(check, request.actor), status=status.HTTP_201_CREATED)

    def _told(self, standard: Standard, code: int = status.HTTP_200_OK) -> Response:
        told = self.get_queryset().get(pk=standard.pk)
        return Response(StandardSerializer(told).data, status=code)


class CheckViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Check]):
    """Checks by standards that the organization acted for knows of: certificates, and what fails."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = Check.objects.none()
    serializer_class = CheckSerializer

    def get_queryset(self) -> Any:
        """As on the pages."""
        return visible(self.request.actor, Check.objects.told(), "discover")

    def list(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """The newest first."""
        page = self.paginate_queryset(self.get_queryset())
        assert page is not None  # all lists come in pages
        return self.get_paginated_response(told_of_checks(page, self.request.actor))

    @extend_schema(responses=CheckDetailSerializer)
    def retrieve(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """One check, with what holds and what fails."""
        return Response(told_of_check(self.get_object(), self.request.actor))


def _run(version: Any, subject: UUID, request: ApiRequest) -> Check:
    """The check of the thing with this identifier, of the kind that the standard is for."""
    undertaking, kind, by = version.standard.project.undertaking, Kind(version.standard.kind), request.actor
    if kind == Kind.EVALUATION:
        jobs = visible(by, Job.objects.wholes().filter(project__undertaking=undertaking), "discover")
        return check_report(version, get_object_or_404(jobs, item__uid=subject), by=by)
    if kind == Kind.MODEL_INTERFACE:
        models = visible(by, ModelVersion.objects.select_related("version__asset"), "discover", project=undertaking)
        return check_model(version, get_object_or_404(models, version__uid=subject), by=by)
    rows = visible(by, DatasetVersion.objects.select_related("version__asset"), "discover", project=undertaking)
    return check_dataset(version, get_object_or_404(rows, version__uid=subject), by=by)
