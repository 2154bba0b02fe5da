"""Ethics approvals of projects in the API. They are filed and accepted in a browser's session: no token may."""

from typing import Any

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agreements.api.evidence import FILE
from agreements.downloads import attachment_of
from agreements.models import EthicsApproval
from agreements.policy import require, visible
from agreements.services.ethics import accept_ethics_approval, file_ethics_approval
from collaborations.models import Project
from organizations.requests import ApiRequest


class EthicsApprovalSerializer(serializers.ModelSerializer[EthicsApproval]):
    """What a committee decided about a project, and which of its parties accepted it."""

    project = serializers.SlugField(source="undertaking.slug")
    organization = serializers.SlugField(source="organization.slug")
    sha256 = serializers.CharField(source="document.sha256")
    document = serializers.SerializerMethodField()
    accepted_by = serializers.SerializerMethodField()

    class Meta:
        model = EthicsApproval
        fields = [
            "uid", "project", "organization", "committee", "reference", "expires_on", "sha256", "document", "filed_at",
            "accepted_by",
        ]  # fmt: skip
        read_only_fields = fields

    def get_document(self, approval: EthicsApproval) -> str:
        """Where the document is."""
        return reverse("api:ethics-approval-file", args=[approval.uid])

    def get_accepted_by(self, approval: EthicsApproval) -> list[str]:
        """The addresses of the organizations for whose things it counts."""
        return [each.organization.slug for each in approval.acceptances.all()]


class FilingSerializer(serializers.Serializer[Any]):
    """An approval as it is filed, in multipart/form-data."""

    project = serializers.SlugField()
    committee = serializers.CharField(max_length=200)
    reference = serializers.CharField(max_length=100)
    expires_on = serializers.DateField(help_text="Its last day.")
    document = serializers.FileField(help_text="The decision itself. Up to 20 MB.")


class EthicsApprovalViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[EthicsApproval]):
    """Ethics approvals of the projects in which the organization acted for takes part."""

    request: ApiRequest
    lookup_field = "uid"
    lookup_value_converter = "uuid"
    queryset = EthicsApproval.objects.none()
    serializer_class = EthicsApprovalSerializer
    parser_classes = (JSONParser, MultiPartParser)

    def get_queryset(self) -> Any:
        """As on the pages."""
        rows = EthicsApproval.objects.select_related("undertaking", "organization", "document")
        return visible(self.request.actor, rows.prefetch_related("acceptances__organization"), "discover")

    @extend_schema(request=FilingSerializer, responses={201: EthicsApprovalSerializer})
    def create(self, request: ApiRequest) -> Response:
        """File one for the organization acted for. It counts once a party that shares something accepts it."""
        asked = FilingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        projects = visible(request.actor, Project.objects.select_related("undertaking"), "discover")
        project = get_object_or_404(projects, undertaking__slug=given.pop("project"))
        require(request.actor, "file_ethics_approval", project.undertaking)
        approval = file_ethics_approval(project.undertaking, **given, by=request.actor)
        return self._told(approval, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=EthicsApprovalSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: ApiRequest, uid: str) -> Response:
        """Accept it for what the organization acted for shares."""
        approval = self.get_object()
        accept_ethics_approval(approval, by=request.actor)
        return self._told(approval)

    @extend_schema(responses=FILE, filters=False)
    @action(detail=True, url_path="document")
    def file(self, request: ApiRequest, uid: str) -> StreamingHttpResponse:
        """The committee's document, for the parties."""
        approval = self.get_object()
        return attachment_of(approval.document, name=approval.document_name)

    def _told(self, approval: EthicsApproval, code: int = 200) -> Response:
        return Response(EthicsApprovalSerializer(self.get_queryset().get(pk=approval.pk)).data, status=code)
