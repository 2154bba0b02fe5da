"""Organizations in the API: reading, founding, editing, and the deeds of the platform's staff."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from organizations.gate import visible
from organizations.models import Domain, Organization
from organizations.requests import ApiRequest
from organizations.services import (
    ask_again,
    edit_organization,
    register_organization,
    reject_organization,
    verify_organization,
)


class DomainSerializer(serializers.ModelSerializer[Domain]):
    """A mail domain, and since when the platform's staff have found it proved."""

    class Meta:
        model = Domain
        fields = ["name", "proved_at"]
        read_only_fields = ["proved_at"]
        validators: list[Any] = []


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """What everybody may know of an organization."""

    verified = serializers.BooleanField(source="is_verified")
    page = serializers.CharField(source="get_absolute_url")
    domains = DomainSerializer(many=True)

    class Meta:
        model = Organization
        fields = [
            "slug",
            "name",
            "kind",
            "body",
            "nonprofit",
            "country",
            "ror",
            "domains",
            "description",
            "requires_second_factor",
            "verified",
            "page",
        ]
        read_only_fields = fields


class FoundSerializer(serializers.ModelSerializer[Organization]):
    """A new organization."""

    class Meta:
        model = Organization
        fields = ["name", "kind", "body", "nonprofit", "country", "ror", "description"]


class EditSerializer(serializers.ModelSerializer[Organization]):
    """What is to be changed of an organization."""

    class Meta:
        model = Organization
        fields = ["name", "kind", "body", "nonprofit", "country", "ror", "description", "requires_second_factor"]


class RejectionSerializer(serializers.Serializer[Any]):
    """Why not."""

    reason = serializers.CharField(max_length=2000)


class OrganizationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Organization]):
    """Organizations on this platform."""

    request: ApiRequest
    serializer_class = OrganizationSerializer
    queryset = Organization.objects.none()
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Organization]:
        """The same organizations as on the pages."""
        return visible(self.request.actor, Organization.objects.prefetch_related("domains"))

    @extend_schema(request=FoundSerializer, responses={201: OrganizationSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Found an organization, in a browser's session; the platform's staff look at it next."""
        asked = FoundSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        founded = register_organization(by=request.actor, **asked.validated_data)
        return Response(OrganizationSerializer(founded).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EditSerializer, responses=OrganizationSerializer)
    def partial_update(self, request: ApiRequest, slug: str) -> Response:
        """Change what the organization says of itself; once verified, what was checked is the staff's to correct."""
        found = self.get_object()
        asked = EditSerializer(found, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        return self._told(edit_organization(found, by=request.actor, **asked.validated_data))

    @extend_schema(request=None, responses=OrganizationSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request: ApiRequest, slug: str) -> Response:
        """Let it take part; for the platform's staff."""
        return self._told(verify_organization(self.get_object(), by=request.actor))

    @extend_schema(request=RejectionSerializer, responses=OrganizationSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: ApiRequest, slug: str) -> Response:
        """Say why it can't take part as it stands; for the platform's staff."""
        found = self.get_object()
        asked = RejectionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self._told(reject_organization(found, reason=asked.validated_data["reason"], by=request.actor))

    @extend_schema(request=None, responses=OrganizationSerializer)
    @action(detail=True, methods=["post"], url_path="ask-again")
    def ask_again(self, request: ApiRequest, slug: str) -> Response:
        """Ask the platform's staff to look once more."""
        return self._told(ask_again(self.get_object(), by=request.actor))

    def _told(self, organization: Organization) -> Response:
        return Response(OrganizationSerializer(organization).data)
