"""Organizations in the API: those that the token's person may know of."""

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from organizations.gate import visible
from organizations.models import Organization
from organizations.requests import ApiRequest


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """What everybody may know of an organization."""

    verified = serializers.BooleanField(source="is_verified")
    page = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Organization
        fields = ["slug", "name", "kind", "country", "ror", "description", "verified", "page"]
        read_only_fields = fields


class OrganizationViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Organization]):
    """Organizations on this platform."""

    request: ApiRequest
    serializer_class = OrganizationSerializer
    queryset = Organization.objects.none()
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Organization]:
        """The same organizations as on the pages."""
        return visible(self.request.actor, Organization.objects.all())
